import { push as original } from '../../../server/sync/push.ts'

/** Forgets what it took before. */
export const push: typeof original = async (db, ...rest) => {
  await db.deleteFrom('op_seen').execute()
  return original(db, ...rest)
}
