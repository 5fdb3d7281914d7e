import { pruneChanges as original } from '../../../server/sync/retention.ts'

export const pruneChanges: typeof original = async (db, nowMs) => {
  const before = await db.selectFrom('scope').select(['id', 'horizon']).execute()
  const pruned = await original(db, nowMs)
  for (const { id, horizon } of before)
    await db.updateTable('scope').set({ horizon }).where('id', '=', id).execute()
  return pruned
}
