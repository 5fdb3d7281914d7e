import { push as original } from '../../../server/sync/push.ts'

export const push: typeof original = async (db, stamps, batch) => {
  const ids = batch.ops.flatMap((op) => (batch.carried ? String(Object(op).opId) : []))
  if (ids.length > 0) await db.deleteFrom('op_seen').where('op_id', 'in', ids).execute()
  return original(db, stamps, batch)
}
