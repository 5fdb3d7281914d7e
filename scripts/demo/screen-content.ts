import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'
import { policies } from '#shared/domain/policies.ts'
import { publishPolicies } from '../../server/administration/policies.ts'
import type { Database } from '../../server/database/open-database.ts'

/** Policies, projects, target lists and records that look alike, so that no picture of a screen is empty. */
export async function fillForPictures(db: Database, window: Page, day: string): Promise<void> {
  await publishPolicies(
    db,
    samplePolicies.map((policy) => policies.draft.parse(policy)),
  )
  const enterprises = await saveEnterprises(window)
  const [leader, other] = enterprises
  for (const [index, project] of sampleProjects.entries()) {
    await callIn(window, 'projects.save', {
      ...project,
      id: idOf(project.name),
      enterpriseId: index % 2 === 0 ? leader : other,
      stageSince: day,
    })
  }
  for (const list of sampleLists)
    await callIn(window, 'targetLists.save', {
      ...list,
      id: idOf(`${list.quarterFrom} ${list.lines.length}`),
    })
  await callIn(window, 'duplicates.scan', {})
}

/** Notes of talks with an enterprise, and a ledger of what is negotiated with it in two rounds. */
export async function fillTalks(
  window: Page,
  {
    enterpriseId,
    visitId,
    days,
  }: { readonly enterpriseId: string; readonly visitId: string; readonly days: readonly [string, string] },
): Promise<void> {
  for (const [index, body] of sampleNotes.entries())
    await callIn(window, 'notes.save', {
      id: idOf(body),
      enterpriseId,
      occurredOn: days[1],
      body,
      confidentiality: index === 0 ? 'internal' : 'shareable',
      ownerTable: 'enterprises',
      ownerId: enterpriseId,
    })
  for (const [index, { title, rounds }] of sampleTopics.entries()) {
    const topicId = idOf(title)
    await callIn(window, 'negotiations.saveTopic', { id: topicId, enterpriseId, title, position: index + 1 })
    for (const [turn, round] of rounds.entries())
      await callIn(window, 'negotiations.saveRound', {
        ...round,
        id: idOf(`${title} ${turn}`),
        topicId,
        enterpriseId,
        visitId: turn === 0 ? visitId : null,
        occurredOn: days[turn],
      })
  }
}

/** The enterprise that projects are of. */
export const leadingInvestor = '样例储能科技股份有限公司'

/** Records that look alike: by name, by sound, by characters. @returns the ids of the first and the last of them */
async function saveEnterprises(window: Page): Promise<readonly string[]> {
  const names: readonly (readonly [string, string])[] = [
    [leadingInvestor, '深圳市'],
    ['深圳市样例储能科技有限公司', '深圳'],
    ['东莞市样例精密结构件有限公司', '东莞市'],
    ['样例精密结构件股份有限公司', '东莞'],
    ['惠州样例鋰電有限公司', '惠州市'],
    ['惠州市样例锂电有限公司', '惠州市'],
  ]
  for (const [name, city] of names)
    await callIn(window, 'enterprises.save', { id: idOf(name), name, city, priority: 'A' })
  return [idOf(leadingInvestor), idOf('惠州市样例锂电有限公司')]
}

export const idOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Calls the data host as the window does. @throws with what it answered where it refused */
export async function callIn(window: Page, name: string, input: unknown): Promise<unknown> {
  const asked = `window.outpost.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`
  const answer: unknown = await window.evaluate(asked)
  if (typeof answer !== 'object' || answer === null || !('ok' in answer) || answer.ok !== true)
    throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return 'value' in answer ? answer.value : null
}

/** Two of the alike that are merged already. */
export const samplePair = {
  table: 'enterprises',
  keptId: idOf('东莞市样例精密结构件有限公司'),
  mergedId: idOf('样例精密结构件股份有限公司'),
  choices: {},
}

/** Somebody who is only on this device. */
export const samplePerson = { id: idOf('样例子'), name: '样例子', phones: ['13800001234'], posts: [] }

/** A stage that nobody has granted. */
export const sampleRequest = {
  id: idOf('样例回收利用示范线'),
  to: 'contact',
  proof: null,
  reason: null,
}

const sampleNotes = [
  '对方财务总监提到董事会十二月中旬开会，用电价格是最后一个没有谈拢的条件。',
  '企业希望一月上旬带设备厂家来看厂房，请园区准备三处备选。\n另请提供近三年的工业用电价格。',
]

const sampleTopics = [
  {
    title: '用电价格',
    rounds: [
      {
        ask: '每度不高于 0.45 元',
        offer: '按大工业电价执行',
        gap: '约 0.12 元',
        decider: '市发改委',
        state: 'open',
      },
      {
        ask: '每度不高于 0.48 元',
        offer: '绿电直供，折合 0.52 元',
        gap: '约 0.04 元',
        decider: '市发改委',
        state: 'closer',
      },
    ],
  },
  {
    title: '项目用地',
    rounds: [
      {
        ask: '一次供地 300 亩',
        offer: '分两期，首期 180 亩',
        gap: '二期时间',
        decider: '开发区管委会',
        state: 'open',
      },
      {
        ask: '二期写入协议',
        offer: '同意，投产后一年内供地',
        gap: null,
        decider: '开发区管委会',
        state: 'agreed',
      },
    ],
  },
] as const

const samplePolicies = [
  {
    title: '关于支持新能源电池产业高质量发展的若干措施',
    level: 'city',
    docNo: '样政发〔2026〕3号',
    issuer: '样例市人民政府',
    validFrom: '2026-01-01',
    validTo: '2028-12-31',
    industries: ['新能源电池', '储能'],
    summary: '对固定资产投资、研发投入、人才引进和场景开放给予支持。',
    body: '一、对固定资产投资一亿元以上的新建项目，按设备投资的百分之五给予补助。\n二、对首次入库的储能示范项目，优先保障用能指标。\n三、企业引进的高层次人才，子女入学由园区统筹。',
  },
  {
    title: '标准厂房租金减免办法',
    level: 'park',
    docNo: '样开管〔2024〕8号',
    issuer: '样例经济开发区管委会',
    validFrom: '2024-01-01',
    validTo: '2025-12-31',
    industries: ['电子信息'],
    summary: '租用标准厂房的前两年免租金。',
    body: '一、前两年免收租金。\n二、第三年减半收取。',
  },
] as const

const project = {
  kind: 'new',
  investors: ['样例产业基金'],
  leadLeader: '样例甲',
  park: '样例开发区',
} as const
const sampleProjects = [
  {
    ...project,
    name: '样例年产五万吨负极材料项目',
    stage: 'lead',
    totalInvest: 50_000,
    class: 'A',
    isKey: true,
  },
  { ...project, name: '样例储能电池生产基地项目', stage: 'contact', totalInvest: 180_000, class: 'A' },
  { ...project, name: '样例电解液选址项目', stage: 'talks', totalInvest: 250_000, class: 'B' },
  { ...project, name: '样例回收利用示范线', stage: 'lead', totalInvest: 8_000, class: 'C' },
]

const line = (name: string, rest: Readonly<Record<string, unknown>> = {}) => ({
  name,
  enterpriseId: null,
  ...rest,
})
const list = { title: '全市重点目标企业名单', dept: '市招商局', issuedOn: '2026-10-08' } as const
const sampleLists = [
  {
    ...list,
    quarterFrom: '2026-07-01',
    lines: [
      line(leadingInvestor, { city: '深圳市', enterpriseId: idOf(leadingInvestor), level: 'city' }),
      line('样例电子信息有限公司', { city: '东莞市' }),
    ],
  },
  {
    ...list,
    quarterFrom: '2026-10-01',
    lines: [
      line(leadingInvestor, { city: '深圳市', enterpriseId: idOf(leadingInvestor), reason: '储能基地选址' }),
      line('惠州市样例锂电有限公司', {
        city: '惠州市',
        enterpriseId: idOf('惠州市样例锂电有限公司'),
        reason: '电解液扩产',
      }),
      line('样例新材料有限公司', { city: '苏州市', reason: '负极材料' }),
    ],
  },
]

/** The version that is handed down. */
export const newestList = idOf('2026-10-01 3')
