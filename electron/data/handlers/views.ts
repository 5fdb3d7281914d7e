import type { viewsContract } from '#shared/contract/views.ts'
import type { Handlers } from '../host/context.ts'
import { viewsOf } from '../queries/views.ts'
import { saveRecord } from './save-records.ts'

export const viewHandlers: Handlers<typeof viewsContract> = {
  'views.list': ({ read, user }, { place }) => read((db) => viewsOf(db, place, user().userId)),
  'views.save': async ({ write, author }, { id, ...values }) => {
    const context = author()
    await write((tx) => saveRecord(tx, context, { table: 'savedViews', id, kind: 'set', values }))
    return null
  },
}
