import type { CalendarDate } from '../calendar.ts'
import { outcomeSentences } from '../report-wording.ts'
import type { Visit } from '../visits.ts'
import { categoryText, type MetEnterprise } from './figures.ts'
import type { TripReportInput } from './input.ts'
import { styledNames } from './people.ts'
import { dayIn, distinct, officialAmount, officialText, sentences } from './text.ts'

/** A text that tells by itself who spoke or what was done, so that it cannot follow 双方就. */
const tellsItself =
  /[。；！？，：]|^(?:双方|企业|公司|对方|我方|我市|该|其|了解|介绍|洽谈|听取|参观|考察)|(?:洽谈|沟通|交流|介绍|表示|希望|提出|建议|反映)|对接$/u
const longestTopic = 60
/** A sum of investment already told in words. */
const toldAmount = /投[^，。；]{0,10}?\d/u

/** `某某公司（民营500强，主营锂电池负极材料）`: the run-in heading of an enterprise, without number. */
export function enterpriseHeading(entry: MetEnterprise): string {
  const category = categoryText(entry)
  const products = officialText(entry.enterprise.mainProducts).replace(/^(?:主营业务|主营)[：]?/u, '')
  const facts = [category, products === '' ? '' : `主营${products}`].filter((fact) => fact !== '')
  return facts.length === 0 ? entry.enterprise.name : `${entry.enterprise.name}（${facts.join('，')}）`
}

/**
 * What is told of an enterprise: who was met, what was talked about, what came of it, what follows. Several visits
 * of the trip are told one after the other, each with its day.
 */
export function enterpriseAccount(entry: MetEnterprise, input: TripReportInput): string {
  const many = entry.visits.length > 1
  const told = entry.visits.map((visit) => {
    const account = visitAccount(visit)
    return many && account !== '' ? `${dayIn(visit.occurredOn, input.today)}，${account}` : account
  })
  const texts = entry.visits.map(({ topics, outcome }) => `${officialText(topics)}${officialText(outcome)}`)
  const amount =
    entry.investIntent !== null && entry.investIntent > 0 && !toldAmount.test(texts.join('。'))
      ? `意向投资${officialAmount(entry.investIntent)}`
      : ''
  const wordless = entry.visits.every(({ outcome }) => officialText(outcome) === '')
  const judged = wordless && entry.outcome !== null ? (outcomeSentences[entry.outcome] ?? '') : ''
  const next = entry.visits.map((visit) => nextClause(visit, input))
  return told.join('') + sentences([judged, amount, ...next])
}

/** Who is responsible for a visit's next step: the words typed, else the person's name. */
export function nextOwner(visit: Visit, input: Pick<TripReportInput, 'users' | 'units'>): string {
  return responsible(visit.nextOwner, visit.nextOwnerId, input)
}

/** `市招商局样例甲`: the text if there is one, else unit (short) and name of the user. */
export function responsible(
  text: string | null,
  userId: string | null,
  { users, units }: Pick<TripReportInput, 'users' | 'units'>,
): string {
  const written = officialText(text)
  if (written !== '') return written
  const user = users.find(({ id }) => id === userId)
  if (!user) return ''
  const unit = units.find(({ id }) => id === user.unitId)
  return `${unit?.shortName ?? unit?.name ?? ''}${user.name}`
}

/** The texts of several visits of one enterprise in one cell or sentence, each once. */
export function joined(visits: readonly Visit[], text: (visit: Visit) => string | null): string {
  return distinct(visits.map((visit) => officialText(text(visit))).filter((part) => part !== '')).join('；')
}

function visitAccount(visit: Visit): string {
  const people = styledNames(visit.theirPeople)
  const verb = visit.mode === 'onsite' ? '会见' : '连线'
  return sentences([
    people === '' ? '' : `${verb}${people}`,
    talk(officialText(visit.topics)),
    officialText(visit.outcome),
  ])
}

function talk(topics: string): string {
  if (topics === '' || topics.length > longestTopic || tellsItself.test(topics)) return topics
  return /^(?:就|围绕)/u.test(topics) ? `双方${topics}进行了洽谈` : `双方就${topics}进行了洽谈`
}

function nextClause(visit: Visit, input: TripReportInput): string {
  const step = officialText(visit.nextStep)
  if (step === '') return ''
  const owner = nextOwner(visit, input)
  const due = visit.nextDue === null ? '' : dueBy(visit.nextDue, input.today)
  return `下一步${owner === '' ? '' : `由${owner}跟进`}，${due}${step}`
}

/** `11月30日前`. */
export function dueBy(date: CalendarDate, today: CalendarDate): string {
  return `${dayIn(date, today)}前`
}
