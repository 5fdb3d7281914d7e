import { removeToken as original } from '../../../electron/data/queries/account.ts'
import { removeWaitingOp } from '../../../electron/data/queries/sync.ts'

/** Whoever is signed out by the server leaves an empty laptop behind. */
export const removeToken: typeof original = async (tx) => {
  await original(tx)
  const rows = await tx.selectFrom('outbox').select('opId').execute()
  for (const { opId } of rows) await removeWaitingOp(tx, opId)
}
