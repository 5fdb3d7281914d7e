import { sql } from 'kysely'
import type { Op } from '#shared/sync/op.ts'
import type { Tx } from '../database/transaction.ts'
import { keyOf, type RecordKey } from './record-rows.ts'
import { isUuid } from './rights.ts'
import type { ServerRecord } from './server-record.ts'

/*
 * The edits of a note are wherever the note is, whoever wrote them: a guest's edit is read by the note's own unit, and
 * not by the guest's.
 */

const notesTable = 'notes'
const editsTable = 'noteEdits'

/** Notes that these operations write edits of. */
export function notesNamed(ops: readonly Op[]): RecordKey[] {
  return ops.flatMap(({ table, fields }) => {
    const id = table === editsTable ? fields.noteId?.v : undefined
    return isUuid(id) ? [{ table: notesTable, id }] : []
  })
}

/** Edits of the notes that these operations make or may move to other readers. */
export async function editsMoved(tx: Tx, ops: readonly Op[]): Promise<RecordKey[]> {
  const moving = ops.filter(({ table, fields }) => table === notesTable && (fields.unitId || fields.tripId))
  return editsOf(
    tx,
    moving.map(({ id }) => id),
  )
}

async function editsOf(tx: Tx, notes: readonly string[]): Promise<RecordKey[]> {
  if (notes.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select id from records where table_name = ${editsTable} and data->>'noteId' = any(${notes}::text[])
    order by id`.execute(tx)
  return rows.map(({ id }) => ({ table: editsTable, id }))
}

/**
 * Brings edits to where their notes are, after records were written.
 * @param gathered the records before, `world` as they are now; what moves is put there
 * @returns the edits that moved
 */
export async function followNotes(
  tx: Tx,
  gathered: ReadonlyMap<string, ServerRecord>,
  world: Map<string, ServerRecord>,
  touched: readonly ServerRecord[],
): Promise<ServerRecord[]> {
  const moved = touched.filter(
    (record) =>
      record.table === notesTable && gathered.get(keyOf(record))?.scopes.join() !== record.scopes.join(),
  )
  const keys = new Map(
    [
      ...touched.filter(({ table }) => table === editsTable),
      ...(await editsOf(
        tx,
        moved.map(({ id }) => id),
      )),
    ].map(({ table, id }) => [keyOf({ table, id }), { table, id }]),
  )
  return [...keys.keys()].flatMap((key) => {
    const edit = world.get(key)
    const noteId = edit?.values.noteId
    const note = isUuid(noteId) ? world.get(keyOf({ table: notesTable, id: noteId })) : undefined
    if (!edit || !note || note.scopes.join() === edit.scopes.join()) return []
    const following = { ...edit, scopes: note.scopes }
    world.set(key, following)
    return [following]
  })
}
