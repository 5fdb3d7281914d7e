import type { z } from 'zod'
import { type ContactDetail, ContactDraft } from '#shared/contract/contacts.ts'
import { newId } from '../../lib/ids.ts'

/** What the form holds: the person with all posts, without the id, which the address or a new one gives. */
export const contactSchema = ContactDraft.omit({ id: true })
export type ContactInput = z.input<typeof contactSchema>
export type ContactOutput = z.output<typeof contactSchema>

/** An empty post, at the enterprise the form was opened from where there is one. */
export function emptyPost(enterpriseId: string | null): ContactInput['posts'][number] {
  return {
    id: newId(),
    enterpriseId: enterpriseId ?? '',
    title: null,
    isDecisionMaker: false,
    fromDate: null,
    toDate: null,
  }
}

/** What the form of a contact shows at first. */
export function initialContact(detail: ContactDetail | null, enterpriseId: string | null): ContactInput {
  if (!detail) {
    return { name: '', phones: [], hometownTie: false, posts: enterpriseId ? [emptyPost(enterpriseId)] : [] }
  }
  const { name, gender, phones, wechat, email, nativePlace, hometownTie, remarks } = detail.contact
  return {
    name,
    gender,
    phones,
    wechat,
    email,
    nativePlace,
    hometownTie,
    remarks,
    posts: detail.posts.map(({ id, enterpriseId, title, isDecisionMaker, fromDate, toDate }) => ({
      id,
      enterpriseId,
      title,
      isDecisionMaker,
      fromDate,
      toDate,
    })),
  }
}
