import { z } from 'zod'
import { OptionalCalendarDate } from './calendar.ts'
import {
  defineEntity,
  flag,
  optionalChoice,
  optionalText,
  RecordId,
  requiredText,
  setOf,
  textOf,
} from './entity.ts'
import { genders } from './enumerations.ts'
import { mergedFrom } from './merge-layers.ts'
import { unitAndTripScopes } from './scopes.ts'
import { sourceFields } from './source-fields.ts'

/** 联系人: a person of the other side. The person keeps the history of posts when changing firm. */
export const contacts = defineEntity({
  table: 'contacts',
  mergeClass: 'shared',
  fields: {
    name: requiredText(60, { searched: true, surfaced: true, synonyms: ['姓名', '联系人', '对接人'] }),
    gender: optionalChoice(genders),
    phones: setOf(z.array(z.string().trim().min(1).max(40, 'too-long')).max(10, 'too-many').default([]), {
      searched: true,
      synonyms: ['手机', '电话', '联系电话', '联系方式', '手机号'],
    }),
    wechat: optionalText(60, { searched: true, synonyms: ['微信'] }),
    email: optionalText(200, { searched: true, synonyms: ['邮箱', '电子邮箱'] }),
    nativePlace: optionalText(60, { synonyms: ['籍贯'] }),
    hometownTie: flag(),
    remarks: optionalText(1000, { searched: true }),
    /** The person for whom this one turned out to be a second record; see `merging.ts`. */
    mergedInto: textOf(RecordId.nullable().default(null)),
    mergedFrom,
    ...sourceFields,
  },
  scopes: unitAndTripScopes,
})

/** 任职: who holds which post where, from when to when. `toDate` null means still in post. */
export const contactPosts = defineEntity({
  table: 'contactPosts',
  mergeClass: 'shared',
  fields: {
    contactId: textOf(RecordId),
    enterpriseId: textOf(RecordId),
    title: optionalText(60, { searched: true, synonyms: ['职务', '对接人职务', '职位'] }),
    isDecisionMaker: flag(),
    fromDate: textOf(OptionalCalendarDate),
    toDate: textOf(OptionalCalendarDate),
  },
  scopes: unitAndTripScopes,
})

export type Contact = z.infer<typeof contacts.record>
export type ContactPost = z.infer<typeof contactPosts.record>
