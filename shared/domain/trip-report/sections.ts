import { demandCategories } from '../enumerations.ts'
import { demandCategoryWording } from '../report-wording.ts'
import { dueBy, enterpriseAccount, enterpriseHeading, nextOwner, responsible } from './enterprises.ts'
import { inOrder, isLawful, type TripFigures } from './figures.ts'
import type { TripReportInput } from './input.ts'
import { itinerary, itinerarySentences } from './itinerary.ts'
import type { ReportBlock, ReportParagraph } from './model.ts'
import { intentClause } from './opening.ts'
import {
  chineseNumber,
  distinct,
  listedLines,
  officialAmount,
  officialText,
  sentence,
  sentences,
} from './text.ts'

/** A part of a section: its run-in heading, its first text and the numbered points below it. */
interface Part {
  readonly heading: string
  readonly text: string
  readonly points: readonly { readonly heading: string; readonly text: string }[]
  /** Further paragraphs of plain text. */
  readonly more?: readonly string[]
}

/** An itinerary longer than this stands with one paragraph for each day. */
const longItinerary = 220

/** The sections of the report. One without anything to say is left out and the numbers close up. */
export function reportSections(input: TripReportInput, figures: TripFigures): ReportBlock[] {
  const sections = [
    { title: '基本情况', parts: basics(input, figures) },
    { title: '主要成效', parts: results(input, figures) },
    { title: '存在问题', parts: problems(input) },
    { title: '下一步工作', parts: nextSteps(input) },
  ]
  return sections
    .filter(({ parts }) => parts.length > 0)
    .flatMap(({ title, parts }, index) => [
      { kind: 'heading' as const, text: `${chineseNumber(index + 1)}、${title}` },
      ...parts.flatMap((part, position) => partBlocks(part, parts.length > 1 ? position + 1 : null)),
    ])
}

function basics(input: TripReportInput, figures: TripFigures): Part[] {
  const days = itinerarySentences(itinerary(input), input.today)
  const long = days.join('').length > longItinerary
  const journey: Part = {
    heading: '行程安排',
    text: (long ? days[0] : days.join('')) ?? '',
    points: [],
    more: long ? days.slice(1) : [],
  }
  const meetings: Part = {
    heading: '拜访对接情况',
    text: '',
    points: figures.met.map((entry) => ({
      heading: sentence(enterpriseHeading(entry)),
      text: enterpriseAccount(entry, input),
    })),
  }
  return [...(days.length > 0 ? [journey] : []), ...(meetings.points.length > 0 ? [meetings] : [])]
}

function results(input: TripReportInput, figures: TripFigures): Part[] {
  const parts: Part[] = []
  const add = (heading: string, texts: readonly string[]) => {
    const text = sentences(texts.filter((part) => part !== ''))
    if (text !== '') parts.push({ heading, text, points: [] })
  }
  const named = (words: string, outcome: string) => {
    const names = figures.met
      .filter((entry) => entry.outcome === outcome)
      .map(({ enterprise }) => enterprise.name)
    return names.length === 0
      ? ''
      : `${words}${names.length}家，${names.length > 1 ? '分别为' : '为'}${names.join('、')}`
  }
  add('投资意向', [
    named('有明确投资意向的企业', 'clear_intent'),
    named('有投资合作兴趣的企业', 'interested'),
    intentDetail(figures),
    figures.signings > 0 ? `签约${figures.signings}个` : '',
  ])
  add('产业链对接', [chainClause(figures)])
  add('诉求与承诺', [
    figures.demands > 0 ? `收集企业诉求${figures.demands}条${settled(input)}` : '',
    figures.commitments > 0 ? `对企业作出承诺${figures.commitments}项${kept(input)}` : '',
  ])
  return parts
}

/** `形成投资意向2个、意向总投资8.00亿元，其中甲公司5.00亿元、乙公司3.00亿元`. */
function intentDetail(figures: TripFigures): string {
  const amounts = figures.met.flatMap(({ enterprise, investIntent }) =>
    investIntent !== null && investIntent > 0 ? [`${enterprise.name}${officialAmount(investIntent)}`] : [],
  )
  return amounts.length > 1 ? `${intentClause(figures)}，其中${amounts.join('、')}` : intentClause(figures)
}

function chainClause({ met }: TripFigures): string {
  const chainOf = (chain: string | null) => officialText(chain).replace(/产业链$/u, '')
  const chains = distinct(met.map(({ enterprise }) => chainOf(enterprise.industryChain))).filter(Boolean)
  const counted = chains.map((chain) => {
    const count = met.filter(({ enterprise }) => chainOf(enterprise.industryChain) === chain).length
    return `${chain}产业链${count}家`
  })
  return counted.length === 0 ? '' : `对接${counted.join('、')}`
}

function settled({ demands }: TripReportInput): string {
  const count = demands.filter(
    (demand) => isLawful(demand) && ['done', 'cleared'].includes(demand.state),
  ).length
  return count > 0 ? `，已办结${count}条` : ''
}

function kept({ commitments }: TripReportInput): string {
  const count = commitments.filter(({ fulfilledOn }) => fulfilledOn !== null).length
  return count > 0 ? `，已兑现${count}项` : ''
}

function problems(input: TripReportInput): Part[] {
  const lawful = input.demands.filter(isLawful)
  const groups = demandCategories
    .map((category) => ({ category, demands: lawful.filter((demand) => demand.category === category) }))
    .filter(({ demands }) => demands.length > 0)
  const counted = groups.map(
    ({ category, demands }) => `${demandCategoryWording[category]}${demands.length}条`,
  )
  const among = groups.length > 1 ? `，其中${counted.join('、')}` : ''
  const raised: Part = {
    heading: '企业反映的诉求',
    text: `共收集企业诉求${lawful.length}条${among}。`,
    points: groups.map(({ category, demands }) => ({
      heading: `${demandCategoryWording[category]}方面。`,
      text: sentence(demands.map((demand) => demandClause(input, demand)).join('；')),
    })),
  }
  return [...(lawful.length > 0 ? [raised] : []), ...typed('存在的困难和不足', input.trip.reportProblems)]
}

function demandClause(input: TripReportInput, demand: TripReportInput['demands'][number]): string {
  const enterprise = input.enterprises.find(({ id }) => id === demand.enterpriseId)
  const handling = [
    demand.responsible ? `责任单位：${officialText(demand.responsible)}` : '',
    demand.dueOn ? `办理时限：${dueBy(demand.dueOn, input.today)}` : '',
  ].filter((part) => part !== '')
  const content = officialText(demand.content)
  const who = enterprise ? `${enterprise.name}反映，` : ''
  return `${who}${content}${handling.length > 0 ? `（${handling.join('，')}）` : ''}`
}

function nextSteps(input: TripReportInput): Part[] {
  const tasks = openTasks(input).map(({ who, task, owner, due }) => {
    const terms = [
      owner === '' ? '' : `由${owner}负责`,
      due === null ? '' : `${dueBy(due, input.today)}完成`,
    ].filter((part) => part !== '')
    const stated = terms.map((part) => `，${part}`).join('')
    return { heading: '', text: sentence(`${who === '' ? '' : `${who}：`}${task}${stated}`) }
  })
  const tracked: Part = { heading: '跟进事项', text: '', points: tasks }
  return [...(tasks.length > 0 ? [tracked] : []), ...typed('工作打算', input.trip.reportNextSteps)]
}

interface Task {
  readonly who: string
  readonly task: string
  readonly owner: string
  readonly due: string | null
}

/** Next steps of the visits and other follow-ups of the trip that are not done; a step told in both stands once. */
function openTasks(input: TripReportInput): Task[] {
  const name = (id: string | null) => input.enterprises.find((enterprise) => enterprise.id === id)?.name ?? ''
  const told = inOrder(input.visits).filter((visit) => officialText(visit.nextStep) !== '')
  const twin = (visit: (typeof told)[number]) =>
    input.followUps.find((item) => item.visitId === visit.id && item.title === visit.nextStep)
  const twins = new Set(told.map((visit) => twin(visit)?.id))
  const fromVisits = told
    .filter((visit) => (twin(visit)?.doneOn ?? null) === null)
    .map((visit) => ({
      who: name(visit.enterpriseId),
      task: officialText(visit.nextStep),
      owner: nextOwner(visit, input),
      due: visit.nextDue,
    }))
  const others = input.followUps
    .filter((item) => !twins.has(item.id) && item.doneOn === null)
    .map((item) => ({
      who: name(item.enterpriseId),
      task: officialText(item.title),
      owner: responsible(item.owner, item.ownerId, input),
      due: item.dueOn,
    }))
  return [...fromVisits, ...others]
}

/** The lead's own remarks: one paragraph, or numbered points where several lines were typed. */
function typed(heading: string, text: string | null): Part[] {
  const lines = listedLines(text)
  if (lines.length === 0) return []
  if (lines.length === 1) return [{ heading, text: sentences(lines), points: [] }]
  return [{ heading, text: '', points: lines.map((line) => ({ heading: '', text: sentence(line) })) }]
}

/** `number` null: the only part of its section needs no heading of its own. */
function partBlocks(part: Part, number: number | null): ReportParagraph[] {
  // A heading that text follows in the same line ends with a full stop, one that stands alone does not.
  const stop = part.text === '' ? '' : '。'
  const lead =
    number === null ? null : { level: 2 as const, text: `（${chineseNumber(number)}）${part.heading}${stop}` }
  const first =
    lead === null && part.text === '' ? [] : [{ kind: 'paragraph' as const, lead, text: part.text }]
  const more = (part.more ?? []).map((text) => ({ kind: 'paragraph' as const, lead: null, text }))
  const points = part.points.map(({ heading, text }, index) => ({
    kind: 'paragraph' as const,
    lead: { level: 3 as const, text: `${index + 1}.${heading}` },
    text,
  }))
  return [...first, ...more, ...points]
}
