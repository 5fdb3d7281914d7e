import { removeWaitingOp } from '../../../electron/data/queries/sync.ts'
import { leave as original } from '../../../electron/data/sync/record-in-hand.ts'

export const leave: typeof original = async (tx, record, scope) => {
  const before = record.scopes.size
  await original(tx, record, scope)
  if (before === 0 || [...record.scopes].some((left) => !left.startsWith('('))) return
  for (const { opId } of record.waiting) await removeWaitingOp(tx, opId)
  record.waiting = []
}
