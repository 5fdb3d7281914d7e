import { carryUp as original } from '../../../electron/data/exchange/carry-up.ts'
import { carriedRuns, removeCarriedRun } from '../../../electron/data/queries/exchange.ts'

export const carryUp: typeof original = async (session) => {
  try {
    return await original(session)
  } catch (error) {
    await session.store.write(async (tx) => {
      for (const { run } of await carriedRuns(tx)) await removeCarriedRun(tx, run)
    })
    throw error
  }
}
