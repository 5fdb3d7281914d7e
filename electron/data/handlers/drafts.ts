import type { draftsContract } from '#shared/contract/drafts.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { Handlers } from '../host/context.ts'
import { allDrafts, findDraft, putDraft, removeDraft } from '../queries/drafts.ts'

export const draftHandlers: Handlers<typeof draftsContract> = {
  'drafts.list': ({ read }) => read(allDrafts),
  'drafts.get': ({ read }, { key }) => read(async (db) => (await findDraft(db, key)) ?? null),
  'drafts.save': async ({ write, clock }, { key, body }) => {
    const save = () => write((tx) => putDraft(tx, { key, body, updatedAt: clock.now }))
    // A full disk makes the store throw its ballast off: what the user has in hand fits then.
    await save().catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'store/disk-full') return save()
      throw error
    })
    return { updatedAt: clock.now }
  },
  'drafts.discard': async ({ write }, { key }) => {
    await write((tx) => removeDraft(tx, key))
    return null
  },
}
