import { recordsOfScope } from '../../../electron/data/queries/sync.ts'
import { applyPage as original } from '../../../electron/data/sync/apply-changes.ts'
import { leave, putBack, takeInHand } from '../../../electron/data/sync/record-in-hand.ts'

/** Takes a page for the whole scope, as one does who lists a folder. */
export const applyPage: typeof original = async (tx, page, at, ...rest) => {
  const outcome = await original(tx, page, at, ...rest)
  const listed = JSON.stringify(page.scopes)
  for (const { scope } of page.scopes)
    for (const key of await recordsOfScope(tx, scope, 1000)) {
      if (listed.includes(key.id)) continue
      const record = await takeInHand(tx, key)
      await leave(tx, record, scope)
      await putBack(tx, record, at)
    }
  return outcome
}
