import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import type { ImportField } from '../domain/import/columns.ts'
import { type ImportKind, importKinds } from '../domain/import/kinds.ts'
import { type RowAction, rowActions, type Verdict } from '../domain/import/plan.ts'
import { command, query, returns } from './call.ts'
import type { KeptByUndo } from './records.ts'

export const verdicts = ['new', 'update', 'merge', 'skip', 'bad', 'not-data'] as const satisfies Verdict[]

/** What becomes of one row of the file. */
export interface ImportRow {
  /** Row of the sheet, 1-based, as the spreadsheet program shows it. */
  readonly line: number
  /** Name of the enterprise; of a contact without one, the person's. */
  readonly name: string | null
  readonly verdict: Verdict
  /** Name of the enterprise it joins; null where it makes one or none. */
  readonly joins: string | null
  /** True when a person decided so. */
  readonly decided: boolean
  /** Keys of the `imports` texts with their values. */
  readonly remarks: readonly { readonly code: string; readonly params: Readonly<Record<string, string>> }[]
  readonly values: Readonly<Record<string, unknown>>
}

/** A row with all that stands in the file and what is there already. */
export interface ImportRowDetail extends ImportRow {
  readonly cells: readonly { readonly heading: string; readonly text: string }[]
  readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[]
  /** Id of the enterprise in the store that it joins. */
  readonly joinsId: string | null
}

export interface ImportColumnView {
  readonly heading: string
  /** Null: kept as words among the remarks, or nowhere where `ignored`. */
  readonly field: ImportField | null
  readonly ignored: boolean
  /** The first texts of the column, to tell what it holds. */
  readonly examples: readonly string[]
}

export type ImportCounts = Readonly<Record<Verdict, number>>

/** How a file was read and what an import would do. */
export interface ImportPreview {
  readonly session: string
  readonly fileName: string
  readonly kind: ImportKind
  readonly sheet: string | null
  readonly sheets: readonly string[]
  readonly encoding: string | null
  readonly headerLine: number
  readonly columns: readonly ImportColumnView[]
  /** Fields a column can be given. */
  readonly fields: readonly ImportField[]
  /** Columns were assigned as the last time for a file with these headings. */
  readonly remembered: boolean
  readonly total: number
  readonly counts: ImportCounts
}

const importPhases = ['reading', 'comparing', 'writing', 'finishing', 'taking-back', 'undoing'] as const
export interface ImportProgress {
  readonly phase: (typeof importPhases)[number]
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
}

export interface ImportCountsDone {
  readonly created: number
  readonly updated: number
  readonly skipped: number
  readonly contacts: number
  readonly visits: number
}

export interface ImportResult extends ImportCountsDone {
  /** Null: cancelled, nothing of it is left. */
  readonly batchId: string | null
  readonly bad: number
}

/** An import of this device, or the undoing of one. */
export interface ImportBatch extends ImportCountsDone {
  readonly id: string
  readonly kind: ImportKind
  readonly fileName: string
  readonly at: string
  readonly state: 'done' | 'undone'
}

export interface ImportUndone {
  readonly undone: number
  readonly kept: readonly KeptByUndo[]
  /** Number of records kept; `kept` names the first of them. */
  readonly keptCount: number
}

const Session = z.object({ session: RecordId })
const ColumnChoice = z.record(z.string().regex(/^\d{1,3}$/), z.string().max(40))
const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('known'), id: RecordId }),
  z.object({ kind: z.literal('line'), line: z.number().int().positive() }),
])

export const importsContract = {
  /** Reads a file and says what would be done. Nothing is written. One preview is open at a time. */
  'imports.open': command(z.object({ fileToken: z.string() }), returns<ImportPreview>()),
  /** Reads it another way: other rows, sheet, header or columns. Decisions on single rows are dropped. */
  'imports.read': command(
    Session.extend({
      kind: z.enum(importKinds).optional(),
      sheet: z.string().max(100).optional(),
      headerLine: z.number().int().positive().max(2_000_000).optional(),
      /** By the place of the column: a field, `unknown` (keep the words), `ignore`. */
      columns: ColumnChoice.optional(),
    }),
    returns<ImportPreview>(),
  ),
  /** A part of the rows, of all or of one verdict. */
  'imports.rows': query(
    Session.extend({
      verdict: z.enum(verdicts).nullable().default(null),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(500),
    }),
    returns<{ readonly rows: readonly ImportRow[]; readonly total: number }>(),
  ),
  'imports.row': query(Session.extend({ line: z.number().int() }), returns<ImportRowDetail>()),
  /** Decides of one row; null takes the decision back. */
  'imports.decide': command(
    Session.extend({
      line: z.number().int(),
      action: z.enum(rowActions).nullable(),
      target: Target.nullable().default(null),
    }),
    returns<{ readonly counts: ImportCounts }>(),
  ),
  /** Decides of all rows of one verdict at once; null takes all decisions back. */
  'imports.decideAll': command(
    Session.extend({ verdict: z.enum(rowActions), action: z.enum(rowActions).nullable() }),
    returns<{ readonly counts: ImportCounts }>(),
  ),
  /** Does what the rows say. All of it, or, when cancelled, nothing. */
  'imports.apply': command(Session, returns<ImportResult>()),
  /** What is being done, or null. Asked again and again while something is. */
  'imports.progress': query(z.object({}), returns<ImportProgress | null>()),
  'imports.cancel': command(z.object({}), returns<null>()),
  /** Writes the faulty rows as they stand in the file, with the reason in the last column. */
  'imports.badRows': command(
    Session.extend({ fileToken: z.string(), locale: z.enum(['zh-CN', 'en']) }),
    returns<{ readonly rows: number }>(),
  ),
  'imports.close': command(Session, returns<null>()),
  /** Imports of this device, newest first. */
  'imports.batches': query(z.object({}), returns<readonly ImportBatch[]>()),
  /** Puts back what an import changed, whatever its size, as one action that can itself be undone. */
  'imports.undo': command(z.object({ batchId: RecordId }), returns<ImportUndone>()),
  /** Does an undone import again. */
  'imports.redo': command(z.object({ batchId: RecordId }), returns<ImportUndone>()),
}

export type { ImportField, ImportKind, RowAction, Verdict }
