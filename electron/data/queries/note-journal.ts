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

/** Keeps a piece of what is being typed into a note. */
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

/** What was typed into a note is sealed, or there was nothing in it. */
export async function clearJournal(tx: Writer, noteId: string): Promise<void> {
  await tx.deleteFrom('noteJournal').where('noteId', '=', noteId).execute()
}
