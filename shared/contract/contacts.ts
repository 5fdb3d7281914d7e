import { z } from 'zod'
import { type Contact, type ContactPost, contactPosts, contacts } from '../domain/contacts.ts'
import { RecordId } from '../domain/entity.ts'
import { command, query, returns } from './call.ts'
import { Page, type Stretch } from './page.ts'
import type { RecordFoot, Safety } from './records.ts'
import { Seen } from './seen.ts'

export const ContactFilter = Page.extend({
  text: z.string().max(100).default(''),
  enterpriseId: RecordId.nullable().default(null),
})

export interface ContactSummary
  extends Pick<Contact, 'id' | 'name' | 'phones' | 'email' | 'nativePlace' | 'hometownTie'> {
  /** Present post, where there is one. */
  readonly title: string | null
  readonly enterpriseId: string | null
  readonly enterpriseName: string | null
  readonly isDecisionMaker: boolean
  readonly safety: Safety
}

export interface ContactDetail {
  readonly contact: Contact
  readonly posts: readonly (ContactPost & { readonly enterpriseName: string | null })[]
  readonly visits: readonly {
    readonly id: string
    readonly occurredOn: string
    readonly enterpriseName: string | null
  }[]
  readonly foot: RecordFoot
}

export const ContactDraft = contacts.draft.omit({ mergedInto: true, mergedFrom: true }).extend({
  id: RecordId,
  posts: z.array(contactPosts.draft.omit({ contactId: true }).extend({ id: RecordId })).max(50, 'too-many'),
})

export const contactsContract = {
  'contacts.list': query(ContactFilter, returns<Stretch<ContactSummary>>()),
  'contacts.get': query(z.object({ id: RecordId }), returns<ContactDetail | null>()),
  /** Saves a person with all posts; a post missing from the list is deleted. */
  'contacts.save': command(ContactDraft.extend({ seen: Seen }), returns<null>()),
}
