import { departuresLimit } from '#shared/sync/care.ts'
import { heldConfirmedRecords } from '../queries/kept-copies.ts'
import { askAbout, nameOf } from './departure-question.ts'
import { noteForgotten } from './homeless.ts'
import type { Session } from './session.ts'

/**
 * The server asked to wait with work on a record that it once had itself. It may lack no more than a right; where it
 * knows nothing of the record its database goes on from an earlier moment, and what this device handed in is offered
 * again at once, not after the next comparison. Each waiting operation is asked about once.
 * @param asked ids of operations that were asked about; kept by the caller
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function noticeLacking(session: Session, asked: Set<string>): Promise<void> {
  const { store } = session
  const held = await store.read((db) => heldConfirmedRecords(db))
  const fresh = held.filter(({ opId }) => !asked.has(opId)).slice(0, departuresLimit)
  if (fresh.length === 0) return
  const records = new Map(fresh.map(({ table, id }) => [nameOf({ table, id }), { table, id }]))
  const { unknown } = await askAbout(session, [...records.values()])
  for (const { opId } of fresh) asked.add(opId)
  if (unknown.size > 0) await store.write((tx) => noteForgotten(tx, session))
}
