import { sql } from 'kysely'
import type { NoteEditRecord } from '#shared/domain/note-edits.ts'
import type { NoteEdit } from '#shared/notes/note-edit.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** Every edit of a note. */
export async function editsOf(db: Reader, noteId: string): Promise<NoteEdit[]> {
  const rows = await db
    .selectFrom('noteEdits')
    .selectAll()
    .where('noteId', '=', noteId)
    .orderBy('id')
    .execute()
  return rows.map(editFrom)
}

/** The edits of a note in the order in which they came about, with the names of their authors. */
export async function editsInTime(
  db: Reader,
  noteId: string,
): Promise<readonly (NoteEdit & { readonly byName: string | null })[]> {
  const rows = await db
    .selectFrom('noteEdits as e')
    .leftJoin('users as u', 'u.id', 'e.createdBy')
    .selectAll('e')
    .select('u.name as byName')
    .where('e.noteId', '=', noteId)
    // The stamp of the write knows what came after what, whatever the clocks show.
    .orderBy('e.updatedAt')
    .orderBy('e.id')
    .execute()
  return rows.map(({ byName, ...row }) => ({ ...editFrom(row), byName }))
}

function editFrom(row: NoteEditRecord): NoteEdit {
  const { id, kind, generation, content, covers, authored, createdBy, createdAt } = row
  return { id, kind, generation, update: content, covers, authored, by: createdBy, at: createdAt }
}

/** Whose edits a note has, without its own author. */
export async function editorNames(db: Reader, noteIds: readonly string[]) {
  if (noteIds.length === 0) return []
  return db
    .selectFrom('noteEdits as e')
    .leftJoin('users as u', 'u.id', 'e.createdBy')
    .select(['e.noteId', 'e.createdBy as userId', 'u.name', sql<string>`max(e.created_at)`.as('at')])
    .where('e.noteId', 'in', [...noteIds])
    .groupBy(['e.noteId', 'e.createdBy', 'u.name'])
    .orderBy('at')
    .execute()
}

/** Names of people by their ids. */
export async function namesOf(db: Reader, userIds: readonly string[]): Promise<Record<string, string>> {
  if (userIds.length === 0) return {}
  const rows = await db
    .selectFrom('users')
    .select(['id', 'name'])
    .where('id', 'in', [...userIds])
    .execute()
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}

/** Notes whose text is older than their edits. */
export async function staleNotes(db: Reader, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('noteStale').select('noteId').limit(limit).execute()
  return rows.map(({ noteId }) => noteId)
}

/** Notes that the text of a note is up to date. */
export async function clearStale(tx: Writer, noteId: string): Promise<void> {
  await tx.deleteFrom('noteStale').where('noteId', '=', noteId).execute()
}

/** Keeps what a note says. */
export async function putNoteText(tx: Writer, noteId: string, plain: string, edits: number): Promise<void> {
  const content = { plain, edits }
  await tx
    .insertInto('noteTexts')
    .values({ noteId, ...content })
    .onConflict((conflict) => conflict.column('noteId').doUpdateSet(content))
    .execute()
}

/** Drops the text that was made of a note's edits, of a note without any. */
export async function removeNoteText(tx: Writer, noteId: string): Promise<void> {
  await tx.deleteFrom('noteTexts').where('noteId', '=', noteId).execute()
}

/** What notes say, by their ids; one that has no edits is not among them. */
export async function noteTextsOf(db: Reader, noteIds: readonly string[]): Promise<Map<string, string>> {
  if (noteIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('noteTexts')
    .select(['noteId', 'plain'])
    .where('noteId', 'in', [...noteIds])
    .execute()
  return new Map(rows.map(({ noteId, plain }) => [noteId, plain]))
}
