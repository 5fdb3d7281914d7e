import type { Reader, Writer } from '../database/schema.ts'

/** A piece of what was typed. */
export interface TypedPiece {
  readonly noteId: string
  readonly generation: string | null
  /** Yjs update, base64. */
  readonly content: string
  /** JSON of what the note is to be, for one that does not exist yet. */
  readonly draft: string | null
  readonly at: string
}

export async function addToJournal(tx: Writer, piece: TypedPiece): Promise<void> {
  await tx.insertInto('noteJournal').values(piece).execute()
}

/** What was typed into a note and is not sealed, in order. */
export async function journalOf(db: Reader, noteId: string): Promise<TypedPiece[]> {
  return db
    .selectFrom('noteJournal')
    .select(['noteId', 'generation', 'content', 'draft', 'at'])
    .where('noteId', '=', noteId)
    .orderBy('place')
    .execute()
}

/** Notes into which something was typed that is not sealed. */
export async function notesInJournal(db: Reader): Promise<string[]> {
  const rows = await db.selectFrom('noteJournal').select('noteId').distinct().execute()
  return rows.map(({ noteId }) => noteId)
}

/** The latest word on each new note that was begun and is not there yet. */
export async function begunNotes(db: Reader): Promise<readonly { noteId: string; draft: string }[]> {
  const rows = await db
    .selectFrom('noteJournal as j')
    .select(['j.noteId', 'j.draft'])
    .where('j.draft', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('notes as n').select('n.id').whereRef('n.id', '=', 'j.noteId'))),
    )
    .orderBy('j.place', 'desc')
    .execute()
  return rows.flatMap(({ noteId, draft }) => (draft === null ? [] : [{ noteId, draft }]))
}

export async function clearJournal(tx: Writer, noteId: string): Promise<void> {
  await tx.deleteFrom('noteJournal').where('noteId', '=', noteId).execute()
}
