import { type CalendarDate, officialDate } from './calendar.ts'
import type { Enterprise } from './enterprises.ts'
import { outcomeWording, visitModeWording, visitTypeWording } from './report-wording.ts'
import { joined, nextOwner } from './trip-report/enterprises.ts'
import { categoryText, validBadges } from './trip-report/figures.ts'
import type { Freshness } from './trip-report/input.ts'
import { column, type ReportCell, type ReportColumn } from './trip-report/model.ts'
import { tabledName } from './trip-report/people.ts'
import { officialText } from './trip-report/text.ts'
import type { Unit } from './units.ts'
import type { User } from './users.ts'
import { lateEntryDays, type Visit } from './visits.ts'

/** A visit with what the ledger tells about it. */
export interface LedgerEntry {
  readonly visit: Visit
  /** Undefined where the enterprise is not on this device. */
  readonly enterprise: Enterprise | undefined
  readonly demands: number
  readonly commitments: number
  /** Local day on which the visit was entered. */
  readonly enteredOn: CalendarDate
  /** The server has confirmed it. */
  readonly uploaded: boolean
}

export interface VisitLedgerInput {
  readonly entries: readonly LedgerEntry[]
  /** `赴深圳、东莞`; empty for a ledger of other visits than one trip's. */
  readonly places: readonly string[]
  readonly unit: Unit
  readonly units: readonly Unit[]
  readonly users: readonly User[]
  /** 填报人. */
  readonly preparedBy: string
  readonly today: CalendarDate
  readonly freshness: Freshness
  /** The filter in words, `2026年11月，深圳市`; null when nothing was filtered. */
  readonly filter: string | null
}

export interface VisitLedger {
  readonly title: string
  /** 填报单位：　填报人：　审核人：　填报日期： */
  readonly subtitle: string
  readonly columns: readonly ReportColumn[]
  /** Rows by date; cells of the type `date` are `yyyy-mm-dd`. */
  readonly rows: readonly (readonly ReportCell[])[]
  /** Keys of the columns that are added up, with their sums. */
  readonly totals: readonly { readonly key: string; readonly sum: number }[]
  readonly footnote: string
}

/** Columns of the ledger of visits, in the order offices expect (domain brief 5.3, 5.7). */
const ledgerColumns: readonly ReportColumn[] = [
  column('index', '序号', 4, { type: 'index', align: 'center' }),
  column('date', '日期', 11, { type: 'date', align: 'center' }),
  column('enterprise', '企业名称', 18),
  column('category', '企业类别', 11, { align: 'center' }),
  column('city', '所在地', 7, { align: 'center' }),
  column('type', '拜访方式', 9, { align: 'center' }),
  column('ours', '我方人员', 10),
  column('theirs', '对方人员', 13),
  column('topics', '洽谈内容', 28),
  column('outcome', '达成共识', 22),
  column('level', '意向程度', 8, { align: 'center' }),
  column('intent', '投资意向(万元)', 12, { type: 'amount', align: 'right' }),
  column('next', '下一步举措', 16),
  column('owner', '责任人', 9, { align: 'center' }),
  column('due', '时限', 11, { type: 'date', align: 'center' }),
  column('demands', '诉求数', 5, { type: 'integer', align: 'center' }),
  column('commitments', '承诺数', 5, { type: 'integer', align: 'center' }),
  column('recorder', '记录人', 8, { align: 'center' }),
  column('late', '补录天数', 5, { type: 'integer', align: 'center' }),
  column('uploaded', '是否已上传', 6, { align: 'center' }),
]

/** The ledger of visits (拜访台账) as a table with its totals and footnote; one row for each visit. */
export function visitLedger(input: VisitLedgerInput): VisitLedger {
  const { unit, preparedBy, today } = input
  const entries = [...input.entries].sort((a, b) => order(a.visit).localeCompare(order(b.visit), 'en'))
  const rows = entries.map((entry, index) => [index + 1, ...ledgerCells(entry, input)])
  const where =
    input.places.length > 3 ? `${input.places.slice(0, 3).join('、')}等地` : input.places.join('、')
  return {
    title: `${unit.name}${where === '' ? '' : `赴${where}`}招商情况表`,
    subtitle: `填报单位：${unit.name}　填报人：${preparedBy}　审核人：　　　　　填报日期：${officialDate(today)}`,
    columns: ledgerColumns,
    rows,
    totals: ['intent', 'demands', 'commitments'].map((key) => ({ key, sum: sumOf(rows, key) })),
    footnote: footnote(input),
  }
}

function order({ occurredOn, startTime, createdAt }: Visit): string {
  return `${occurredOn} ${startTime ?? '99:99'} ${createdAt}`
}

function ledgerCells(entry: LedgerEntry, input: VisitLedgerInput): ReportCell[] {
  const { visit, enterprise } = entry
  const late = lateEntryDays(visit.occurredOn, entry.enteredOn)
  return [
    visit.occurredOn,
    enterprise?.name ?? '',
    enterprise ? category(visit, enterprise) : '',
    officialText(enterprise?.city),
    meetingText(visit),
    visit.ourPeople.map(({ name }) => name).join('、'),
    visit.theirPeople.length > 0
      ? visit.theirPeople.map(tabledName).join('、')
      : officialText(visit.noCounterpartReason),
    joined([visit], ({ topics }) => topics),
    joined([visit], ({ outcome }) => outcome),
    visit.outcomeLevel === null ? '' : outcomeWording[visit.outcomeLevel],
    visit.investIntent,
    joined([visit], ({ nextStep }) => nextStep),
    visit.nextStep === null ? '' : nextOwner(visit, input),
    visit.nextDue,
    entry.demands,
    entry.commitments,
    input.users.find(({ id }) => id === visit.createdBy)?.name ?? '',
    late > 0 ? late : null,
    entry.uploaded ? '是' : '否',
  ]
}

function category(visit: Visit, enterprise: Enterprise): string {
  const badges = validBadges(enterprise.badges, Number(visit.occurredOn.slice(0, 4)))
  return categoryText({ badges, meeting: visit.type === 'chamber' ? 'chamber' : 'visited' })
}

/** `上门拜访`, `回访（视频）`. */
function meetingText({ type, mode }: Visit): string {
  return mode === 'onsite' ? visitTypeWording[type] : `${visitTypeWording[type]}（${visitModeWording[mode]}）`
}

function sumOf(rows: readonly (readonly ReportCell[])[], key: string): number {
  const index = ledgerColumns.findIndex((candidate) => candidate.key === key)
  const sum = rows.reduce((total, row) => total + (typeof row[index] === 'number' ? row[index] : 0), 0)
  return Math.round(sum * 100) / 100
}

function footnote({ entries, freshness, filter, today }: VisitLedgerInput): string {
  const unsent = entries.filter(({ uploaded }) => !uploaded).length
  const { syncedThrough, people, peopleSynced } = freshness
  const through =
    syncedThrough === null
      ? `${officialDate(today)}（本机记录）`
      : `${officialDate(syncedThrough.slice(0, 10))}${syncedThrough.slice(11, 16)}`
  return [
    `注：1.数据截至${through}，共${entries.length}条记录`,
    people === null || peopleSynced === null ? '' : `，团组${people}人中${peopleSynced}人的记录已全部上传`,
    unsent === 0 ? '' : `，其中${unsent}条尚未上传`,
    `；2.筛选条件：${filter ?? '无'}`,
    hasRepeatedIntents(entries) ? '；3.同一企业多次记录投资意向，合计含重复' : '',
    '。',
  ].join('')
}

function hasRepeatedIntents(entries: readonly LedgerEntry[]): boolean {
  const named = entries.filter(({ visit }) => visit.investIntent !== null)
  return new Set(named.map(({ visit }) => visit.enterpriseId)).size < named.length
}
