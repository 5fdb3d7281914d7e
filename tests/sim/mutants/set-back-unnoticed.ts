import { readMeta, writeMeta } from '../../../electron/data/database/meta.ts'
import type {
  mustOfferAgain as originalQuestion,
  offerAgain as originalWork,
} from '../../../electron/data/sync/recovery.ts'

/** Goes on with the new history as if it were the old one. */
export const offerAgain: typeof originalWork = async ({ store }) => {
  await store.write(async (tx) => {
    const state = JSON.parse((await readMeta(tx, 'sync')) ?? 'null')
    if (state?.recovery) await writeMeta(tx, 'sync', JSON.stringify({ ...state, recovery: null }))
  })
}

export const mustOfferAgain: typeof originalQuestion = async (session) => {
  await offerAgain(session)
  return false
}
