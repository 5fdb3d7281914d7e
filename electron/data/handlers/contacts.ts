import type { contactsContract } from '#shared/contract/contacts.ts'
import type { Handlers } from '../host/context.ts'
import {
  contactsMatching,
  countContacts,
  findContact,
  postsOf,
  visitsWithContact,
} from '../queries/contacts.ts'
import { recordFoot } from '../queries/records.ts'
import { contactsSaying } from '../search/saying.ts'
import { replaceRecords, saveRecord } from './save-records.ts'

export const contactHandlers: Handlers<typeof contactsContract> = {
  'contacts.list': ({ read, remember }, { text, ...filter }) =>
    read(async (db) => {
      const saying = await remember(`contacts saying ${text}`, () => contactsSaying(db, text))
      const asked = { ...filter, ids: saying?.ids ?? null }
      return {
        rows: await contactsMatching(db, asked),
        total: await remember(`contacts ${filter.enterpriseId} ${text}`, () => countContacts(db, asked)),
        more: saying?.more ?? false,
      }
    }),
  'contacts.get': ({ read }, { id }) =>
    read(async (db) => {
      const contact = await findContact(db, id)
      const foot = await recordFoot(db, 'contacts', id)
      if (!contact || !foot) return null
      return { contact, posts: await postsOf(db, id), visits: await visitsWithContact(db, id), foot }
    }),
  'contacts.save': async ({ write, author }, { id, seen, posts, ...values }) => {
    const context = author()
    await write(async (tx) => {
      await saveRecord(tx, context, { table: 'contacts', id, kind: 'set', values, seen })
      await replaceRecords(
        tx,
        context,
        'contactPosts',
        await postsOf(tx, id),
        posts.map(
          ({ id: postId, ...post }) =>
            ({ table: 'contactPosts', id: postId, kind: 'set', values: { ...post, contactId: id } }) as const,
        ),
        seen?.posts,
      )
    })
    return null
  },
}
