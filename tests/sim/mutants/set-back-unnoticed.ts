import { readMeta, writeMeta } from '../../../electron/data/database/meta.ts'
import type { mustOfferAgain as original } from '../../../electron/data/sync/recovery.ts'

/** Goes on with the new history as if it were the old one. */
export const mustOfferAgain: typeof original = async ({ store }) => {
  await store.write(async (tx) => {
    const state = JSON.parse((await readMeta(tx, 'sync')) ?? 'null')
    if (state?.recovery) await writeMeta(tx, 'sync', JSON.stringify({ ...state, recovery: null }))
  })
  return false
}
