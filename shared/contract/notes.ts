import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { confidentialities } from '../domain/enumerations.ts'
import { type Note, noteOwners, notes } from '../domain/notes.ts'
import type { Block, Mention } from '../notes/blocks.ts'
import type { AuthoredBlock } from '../notes/note-edit.ts'
import { command, query, returns } from './call.ts'
import type { Safety } from './records.ts'
import type { WrittenFile } from './reports.ts'

/** A note as lists show it. */
export interface NoteRow extends Note {
  readonly authorName: string | null
  readonly mine: boolean
  /** What it says, as plain text. */
  readonly text: string
  /** Who edited it, the author first. */
  readonly editors: readonly string[]
  readonly editedAt: string
  readonly safety: Safety
  /** Something is typed that is not part of the note yet. */
  readonly unsealed: boolean
}

/** A note opened for reading or writing. */
export interface OpenNote {
  readonly note: NoteRow | null
  /** Yjs update that makes the whole document, base64, and the generation it is written upon. */
  readonly state: string
  readonly generation: string | null
}

/** One sealed edit, as the list of versions shows it. */
export interface NoteVersion {
  /** The edit that brought it about; `plain` for the text of a note from before there were edits. */
  readonly id: string
  readonly at: string
  readonly byName: string | null
  readonly mine: boolean
  /** Characters that it put in and took out. */
  readonly added: number
  readonly removed: number
}

/** A version with the one before it, to compare and to bring back. */
export interface NoteVersionText {
  readonly blocks: readonly Block[]
  readonly before: readonly Block[]
}

/** Somebody or something that can be mentioned. */
export interface Mentionable extends Mention {
  readonly detail: string | null
}

/** What a note is to be, as long as it is none: it becomes one with its first sealed words. */
export const NewNote = notes.draft.omit({ body: true })
export type NewNote = z.input<typeof NewNote>

/** A piece of what is typed: a Yjs update in base64. */
const Update = z.base64().min(1).max(3_000_000)

export const notesContract = {
  'notes.list': query(
    z.object({
      enterpriseId: RecordId.nullable().default(null),
      visitId: RecordId.nullable().default(null),
      owner: z
        .object({ table: z.enum(noteOwners), id: RecordId })
        .nullable()
        .default(null),
    }),
    returns<readonly NoteRow[]>(),
  ),
  /** Writes a plain note, the text being its first content. A note with edits keeps what it says. */
  'notes.save': command(notes.draft.extend({ id: RecordId }), returns<null>()),
  'notes.open': query(z.object({ id: RecordId }), returns<OpenNote>()),
  /** What a note says, for reading. */
  'notes.read': query(z.object({ id: RecordId }), returns<{ readonly blocks: readonly Block[] }>()),
  /** Keeps what was typed on this device, within the second. */
  'notes.type': command(
    z.object({ id: RecordId, generation: RecordId.nullable(), update: Update, draft: NewNote.nullable() }),
    returns<{ readonly at: string }>(),
  ),
  /** Makes an edit of what was typed; `savedAt` is null where there was nothing. */
  'notes.seal': command(z.object({ id: RecordId }), returns<{ readonly savedAt: string | null }>()),
  /** Seals what a crash or a power cut left behind. */
  'notes.sealAll': command(z.object({}), returns<{ readonly sealed: number }>()),
  'notes.mark': command(
    z.object({ id: RecordId, confidentiality: z.enum(confidentialities) }),
    returns<null>(),
  ),
  'notes.authors': query(
    z.object({ id: RecordId }),
    returns<{
      readonly blocks: readonly AuthoredBlock[]
      readonly names: Readonly<Record<string, string>>
    }>(),
  ),
  'notes.versions': query(z.object({ id: RecordId }), returns<readonly NoteVersion[]>()),
  'notes.version': query(z.object({ id: RecordId, version: z.string().max(64) }), returns<NoteVersionText>()),
  /** Makes the note say what a version said, as a new edit: what is there now stays a version. */
  'notes.restore': command(z.object({ id: RecordId, version: z.string().max(64) }), returns<null>()),
  'notes.mentionable': query(z.object({ text: z.string().max(60) }), returns<readonly Mentionable[]>()),
  /** Writes the shareable notes of an enterprise into a document for that enterprise. */
  'notes.export': command(
    z.object({ enterpriseId: RecordId, token: z.string() }),
    returns<WrittenFile & { readonly notes: number; readonly left: number }>(),
  ),
}
