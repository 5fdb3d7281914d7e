import { halfDayWording, tripRoleWording } from '../report-wording.ts'
import { joined, nextOwner } from './enterprises.ts'
import { categoryText, type MetEnterprise, type TripFigures } from './figures.ts'
import type { TripReportInput } from './input.ts'
import { type ItineraryEntry, itinerary } from './itinerary.ts'
import { column, type ReportAttachment, type ReportTable } from './model.ts'
import { countClauses } from './opening.ts'
import { delegates, maskedPhone, officeOf, tabledName } from './people.ts'
import { reportPhotos } from './photos.ts'
import { dayIn, distinct, officialText } from './text.ts'

const noTable: ReportTable = { columns: [], rows: [], total: null }

/** Attachments 1 to 3 and 活动照片 (domain brief 5.3). An empty one is left out and the numbers close up. */
export function reportAttachments(input: TripReportInput, figures: TripFigures): ReportAttachment[] {
  const photos = reportPhotos(input)
  const candidates: Omit<ReportAttachment, 'number'>[] = [
    { title: '行程安排表', landscape: false, table: itineraryTable(input), note: null },
    { title: '人员名单', landscape: false, table: memberTable(input), note: null },
    {
      title: '拜访企业情况一览表',
      landscape: true,
      table: enterpriseTable(input, figures),
      note: enterpriseNote(input, figures),
    },
    { title: '活动照片', landscape: false, table: noTable, photos, note: null },
  ]
  return candidates
    .filter((attachment) => attachment.table.rows.length + (attachment.photos?.length ?? 0) > 0)
    .map((attachment, index) => ({ number: index + 1, ...attachment }))
}

function itineraryTable(input: TripReportInput): ReportTable {
  return {
    columns: [
      column('date', '日期', 13, { type: 'date', align: 'center', mergeEqual: true }),
      column('time', '时间', 8, { align: 'center' }),
      column('place', '地点', 12),
      column('activity', '活动内容', 21),
      column('counterpart', '对接对象', 14),
      column('participants', '参加人员', 12),
      column('remarks', '备注', 9),
    ],
    rows: itinerary(input).map((entry) => [
      dayIn(entry.date, input.today),
      timeText(entry),
      entry.place,
      entry.activity,
      entry.counterpart,
      entry.participants,
      entry.remarks,
    ]),
    total: null,
  }
}

function timeText({ half, time }: ItineraryEntry): string {
  const part = half === null ? '' : halfDayWording[half]
  return time === null ? part : `${part}${time.replace(/^0/, '')}`
}

function memberTable(input: TripReportInput): ReportTable {
  return {
    columns: [
      column('index', '序号', 6, { type: 'index', align: 'center' }),
      column('name', '姓名', 12, { align: 'center' }),
      column('office', '单位及职务', 36),
      column('duty', '分工', 16, { align: 'center' }),
      column('phone', '联系电话', 18, { align: 'center' }),
    ],
    rows: delegates(input).map((delegate, index) => [
      index + 1,
      delegate.name,
      officeOf(delegate),
      officialText(delegate.member.duty) || tripRoleWording[delegate.member.role],
      delegate.phone === null ? '' : input.maskPhones ? maskedPhone(delegate.phone) : delegate.phone,
    ]),
    total: null,
  }
}

function enterpriseTable(input: TripReportInput, { met, intents, intentTotal }: TripFigures): ReportTable {
  const total = ['合计', '', '', '', '', '', '', '', intentTotal, '', '', '']
  return {
    columns: [
      column('index', '序号', 5, { type: 'index', align: 'center' }),
      column('name', '企业名称', 13),
      column('category', '企业类别', 11, { align: 'center' }),
      column('city', '所在地', 9, { align: 'center' }),
      column('products', '主营业务', 11),
      column('people', '会见人员及职务', 11),
      column('topics', '洽谈内容', 17),
      column('outcome', '达成共识', 14),
      column('intent', '投资意向（万元）', 12, { type: 'amount', align: 'right' }),
      column('next', '下一步举措', 12),
      column('owner', '责任单位/人', 9, { align: 'center' }),
      column('due', '时限', 13, { type: 'date', align: 'center' }),
    ],
    rows: met.map((entry, index) => [index + 1, ...enterpriseCells(entry, input)]),
    total: intents > 1 ? total : null,
  }
}

function enterpriseCells(entry: MetEnterprise, input: TripReportInput): (string | number | null)[] {
  const { enterprise, visits } = entry
  const people = distinct(visits.flatMap(({ theirPeople }) => theirPeople.map(tabledName)))
  const dues = visits.flatMap(({ nextDue }) => (nextDue === null ? [] : [dayIn(nextDue, input.today)]))
  const owners = visits.map((visit) => (visit.nextStep === null ? '' : nextOwner(visit, input)))
  return [
    enterprise.name,
    categoryText(entry),
    officialText(enterprise.city),
    officialText(enterprise.mainProducts),
    people.join('、'),
    joined(visits, ({ topics }) => topics),
    joined(visits, ({ outcome }) => outcome),
    entry.investIntent,
    joined(visits, ({ nextStep }) => nextStep),
    distinct(owners.filter((owner) => owner !== '')).join('、'),
    distinct(dues).join('、'),
  ]
}

/** What the rows add up to, in the words of the opening paragraph, and up to when records had arrived. */
function enterpriseNote({ freshness, today }: TripReportInput, figures: TripFigures): string {
  const counts = countClauses(figures).join('，')
  const through = freshness.syncedThrough
  const when =
    through === null ? dayIn(today, '') : `${dayIn(through.slice(0, 10), '')}${through.slice(11, 16)}`
  return `注：${counts === '' ? '' : `${counts}；`}数据截至${when}。`
}
