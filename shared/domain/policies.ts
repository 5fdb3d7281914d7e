import { z } from 'zod'
import { type CalendarDate, OptionalCalendarDate } from './calendar.ts'
import { choice, defineEntity, optionalText, requiredText, structured, textOf } from './entity.ts'
import { policyLevels } from './enumerations.ts'
import { orgScope } from './scopes.ts'

/** 政策: published by the server, read by everybody in the organisation. */
export const policies = defineEntity({
  table: 'policies',
  mergeClass: 'published',
  fields: {
    title: requiredText(200, { searched: true, synonyms: ['政策名称', '文件名称', '标题', '名称'] }),
    level: choice(policyLevels, { synonyms: ['级别', '层级'] }),
    docNo: optionalText(80, { searched: true, synonyms: ['文号', '发文字号'] }),
    issuer: optionalText(100, { searched: true, synonyms: ['发文单位', '发文机关'] }),
    validFrom: textOf(OptionalCalendarDate, { synonyms: ['生效日期', '施行日期', '有效期自'] }),
    validTo: textOf(OptionalCalendarDate, { synonyms: ['失效日期', '截止日期', '有效期至'] }),
    industries: structured(
      z.array(z.string().trim().min(1).max(60, 'too-long')).max(50, 'too-many').default([]),
      {
        searched: true,
        synonyms: ['适用产业', '产业', '行业'],
      },
    ),
    summary: optionalText(2000, { searched: true, synonyms: ['摘要', '要点'] }),
    /** The clauses, one a line. */
    body: optionalText(50_000, { searched: true, synonyms: ['条款', '正文', '内容'] }),
  },
  scopes: () => [orgScope],
})

export type Policy = z.infer<typeof policies.record>

/** Whether a policy holds on a day; one without dates always does. */
export function isInForce(policy: Pick<Policy, 'validFrom' | 'validTo'>, today: CalendarDate): boolean {
  const begun = policy.validFrom === null || policy.validFrom <= today
  return begun && (policy.validTo === null || policy.validTo >= today)
}
