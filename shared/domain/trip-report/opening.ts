import { badgeWording, regionWording, tripKindWording } from '../report-wording.ts'
import type { MeetingClass, TripFigures } from './figures.ts'
import type { TripReportInput } from './input.ts'
import { delegates, fullStyle } from './people.ts'
import { distinct, officialAmount, officialPeriod, officialText } from './text.ts'

/** Places that are not called 市: autonomous prefectures, leagues, districts, counties, Hong Kong and the like. */
const notCity = /(?:..州|盟|地区|区|县|香港|澳门|台湾)$/u
const longestTitleLine = 20

/** Title and its lines; at most 20 characters of size 2 stand on one line, the break comes before 开展. */
export function reportTitle(input: TripReportInput): { title: string; lines: string[] } {
  const places = tripPlaces(input)
  const where = places.length > 2 ? `${places.slice(0, 3).join('、')}等地` : places.join('、')
  const start = where === '' ? '关于' : `关于赴${where}`
  const end = input.trip.kind === 'event' ? '参加节会招商活动情况的报告' : '开展招商活动情况的报告'
  const whole = start + end
  const fits = Array.from(whole).length <= longestTitleLine || where === ''
  return { title: whole, lines: fits ? [whole] : [start, end] }
}

/** The opening paragraph (domain brief 5.9). What is unknown or 0 is not mentioned. */
export function openingParagraph(input: TripReportInput, figures: TripFigures): string {
  const { trip, today } = input
  const start = [purposeClause(trip.purpose), basis(input), officialPeriod(trip.startOn, trip.endOn, today)]
  const journey = `赴${places(input)}${tripKindWording[trip.kind].activity}`
  const alone = input.members.length === 1
  const people = alone ? [`${group(input).join('')}${journey}`] : [...group(input), journey]
  const first = [...start, ...people].filter((part) => part !== '').join('，')
  const done = figuresSentence(figures)
  return `${first}。${done === '' ? '' : `${done}。`}现将有关情况报告如下：`
}

/** Cities without a trailing 市, each once; without any, the cities of the enterprises met. */
export function tripPlaces(input: Pick<TripReportInput, 'trip' | 'visits' | 'enterprises'>): string[] {
  const entered = input.trip.cities.map(shortCity).filter((city) => city !== '')
  if (entered.length > 0) return distinct(entered)
  const region = input.trip.region
  if (region !== null && region !== 'other') return [regionWording[region]]
  const cityOf = new Map(input.enterprises.map(({ id, city }) => [id, shortCity(city ?? '')]))
  return distinct(input.visits.map((visit) => cityOf.get(visit.enterpriseId) ?? '')).filter(Boolean)
}

/** `走访商（协）会1家，召开座谈会2场`: what was done, every figure that is not 0. */
export function countClauses(figures: TripFigures): string[] {
  const { counts } = figures
  const badges = figures.badgeCounts.map(({ badge, count }) => `${badgeWording[badge]}${count}家`)
  const among = badges.length > 0 ? `（其中${badges.join('、')}）` : ''
  const firms = (meeting: MeetingClass, words: string) =>
    counts[meeting] > 0 ? `${words}${counts[meeting]}家` : ''
  const events = (count: number, words: string) => (count > 0 ? `${words}${count}场` : '')
  return [
    counts.visited > 0 ? `拜访企业${counts.visited}家${among}` : '',
    firms('toured', '实地考察企业'),
    firms('served', '走访服务企业'),
    firms('remote', '线上对接企业'),
    firms('other', '洽谈对接企业'),
    firms('chamber', '走访商（协）会'),
    events(figures.symposiums, '召开座谈会'),
    events(figures.roadshows, '举办推介会'),
    events(figures.expos, '参加展会对接'),
    figures.signings > 0 ? `签约${figures.signings}个` : '',
  ].filter((clause) => clause !== '')
}

/** `形成投资意向2个、意向总投资8.00亿元`, or nothing. */
export function intentClause(figures: TripFigures): string {
  if (figures.intents === 0) return ''
  return `形成投资意向${figures.intents}个、意向总投资${officialAmount(figures.intentTotal)}`
}

function figuresSentence(figures: TripFigures): string {
  const clauses = [...countClauses(figures), intentClause(figures)].filter((clause) => clause !== '')
  return clauses.length > 1 ? `先后${clauses.join('，')}` : clauses.join('')
}

function purposeClause(purpose: string | null): string {
  const text = officialText(purpose)
  if (text === '') return ''
  return /^(?:为|围绕|按照|根据|落实|贯彻)/u.test(text) ? text : `为${text}`
}

/** `经市政府批准（宁招报〔2026〕12号）`, as far as it is known. */
function basis({ trip }: TripReportInput): string {
  const by = officialText(trip.approvedBy)
  const number = officialText(trip.filingNo)
  if (by === '') return number === '' ? '' : `按照报备计划（${number}）`
  const approved = /(?:批准|同意|审批)$/u.test(by) ? `经${by}` : `经${by}批准`
  return number === '' ? approved : `${approved}（${number}）`
}

/** Who led and who came along: `由××局长样例甲带队`, `市××局、××开发区等2家单位共4人组成招商小分队`. */
function group(input: TripReportInput): string[] {
  const team = delegates(input)
  const leaders = team.filter(({ member }) => member.role === 'leader')
  const led = leaders.length > 0 ? `由${leaders.map(fullStyle).join('、')}带队` : ''
  const name = tripKindWording[input.trip.kind].group
  const organisations = distinct(team.flatMap(({ organisation }) => organisation ?? []))
  if (team.length === 0) return [`${input.unit.name}组成${name}`]
  if (team.length === 1) return team.map(fullStyle)
  if (organisations.length === 0) return [led, `一行${team.length}人`]
  if (organisations.length === 1) return [led, `${organisations[0]}一行${team.length}人组成${name}`]
  const named = organisations.slice(0, 3).join('、')
  return [led, `${named}等${organisations.length}家单位共${team.length}人组成${name}`]
}

/** `深圳市`, `深圳、东莞2市`, `深圳、香港2地`; the region or 外地 where no city is known. */
function places(input: TripReportInput): string {
  const names = tripPlaces(input)
  if (names.length === 0) return regionWording.other
  if (names.length === 1) return `${names[0]}${wasCity(input, names[0] ?? '') ? '市' : ''}`
  const listed = names.length > 5 ? `${names.slice(0, 5).join('、')}等` : names.join('、')
  return `${listed}${names.length}${names.some((name) => notCity.test(name)) ? '地' : '市'}`
}

function wasCity({ trip }: TripReportInput, place: string): boolean {
  return trip.cities.some((city) => city.trim() === `${place}市`)
}

function shortCity(city: string): string {
  const name = officialText(city).replace(/^.{2,6}?(?:省|自治区)/u, '')
  return name.length > 2 && name.endsWith('市') ? name.slice(0, -1) : name
}
