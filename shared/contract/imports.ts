import { z } from 'zod'
import { command, query, returns } from './call.ts'

/** What becomes of one row of the file. */
export interface ImportRow {
  /** Row of the sheet, 1-based, as the spreadsheet program shows it. */
  readonly line: number
  readonly name: string | null
  readonly verdict: 'new' | 'update' | 'duplicate' | 'bad' | 'not-data'
  /** Keys of the `imports` texts with their values. */
  readonly remarks: readonly { readonly code: string; readonly params: Readonly<Record<string, string>> }[]
  readonly values: Readonly<Record<string, unknown>>
}

export interface ImportPreview {
  readonly fileName: string
  readonly sheet: string | null
  readonly encoding: string | null
  readonly headerLine: number
  readonly columns: readonly { readonly heading: string; readonly field: string | null }[]
  readonly rows: readonly ImportRow[]
  readonly counts: Readonly<Record<ImportRow['verdict'], number>>
}

const Source = z.object({ fileToken: z.string() })

export const importsContract = {
  /** Reads a spreadsheet, CSV or vCard file of enterprises and their contacts and says what would be done. */
  'imports.preview': query(Source, returns<ImportPreview>()),
  /** Does what the preview said, in one transaction. Existing values are never overwritten by empty ones. */
  'imports.apply': command(
    Source.extend({ skipLines: z.array(z.number().int()).max(100_000).default([]) }),
    returns<{
      readonly batchId: string
      readonly created: number
      readonly updated: number
      readonly skipped: number
      readonly contacts: number
    }>(),
  ),
}
