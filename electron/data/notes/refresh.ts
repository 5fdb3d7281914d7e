import { composeNote, textOfNote } from '#shared/notes/compose.ts'
import type { EditedNote } from '#shared/notes/note-edit.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Store } from '../database/open-database.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { clearStale, editsOf, putNoteText, removeNoteText, staleNotes } from '../queries/note-edits.ts'
import { findNote } from '../queries/notes.ts'
import { columnsOf } from '../record/entity-columns.ts'
import { searchTextOf } from '../record/search-text.ts'
import { putSearchText } from '../search/search-index.ts'

/** Notes made anew in one transaction of a change or a page; the rest follows a little at a time. */
const atOnce = 50

/**
 * Makes what notes say of the edits that came since, and puts it into the search index: part of every transaction
 * that writes edits, so that a note's words are found as soon as they are there.
 * @returns whether any are left
 */
export async function refreshNotes(tx: Writer, limit = atOnce): Promise<boolean> {
  const stale = await staleNotes(tx, limit)
  for (const id of stale) {
    await refreshNote(tx, id)
    await clearStale(tx, id)
  }
  return stale.length === limit
}

/** Goes on with what is left after much was received at once, letting waiting calls of the user go first. */
export async function refreshAllNotes(store: Store, isStopping: () => boolean): Promise<void> {
  if ((await store.read((db) => staleNotes(db, 1))).length === 0) return
  while (!isStopping() && (await store.write((tx) => refreshNotes(tx, 25))))
    await new Promise((resolve) => setImmediate(resolve))
}

async function refreshNote(tx: Writer, id: string): Promise<void> {
  const note = await findNote(tx, id)
  if (!note) return removeNoteText(tx, id)
  const edits = await editsOf(tx, id)
  if (edits.length === 0) return removeNoteText(tx, id)
  const plain = textOfNote(composeNote(editedNote(note), edits))
  await putNoteText(tx, id, plain, edits.length)
  const columns = columnsOf('notes')
  const { updatedAt, ...values } = { updatedAt: null, ...note }
  const text =
    columns && searchTextOf(columns, { ...(values as Record<string, Json>), body: plain }, updatedAt)
  if (text) await putSearchText(tx, 'notes', id, text)
}

/** A note as far as its text is concerned. */
export function editedNote(note: {
  readonly id: string
  readonly body: string | null
  readonly createdBy: string
  readonly createdAt: string
}): EditedNote {
  return { id: note.id, body: note.body, by: note.createdBy, at: note.createdAt }
}

/** A note put together from what this device has of it; one that does not exist yet is empty. */
export async function composedNote(db: Reader, id: string, by = '') {
  const note = await findNote(db, id)
  const edited = note ? editedNote(note) : { id, body: null, by, at: '' }
  return composeNote(edited, await editsOf(db, id))
}
