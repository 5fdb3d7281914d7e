import { type CalendarDate, officialDate } from './calendar.ts'
import type { NegotiationRound, NegotiationTopic, PositionField } from './negotiations.ts'
import { type LedgerRound, roundKey } from './negotiations.ts'
import { negotiationStateWording, visitTypeWording } from './report-wording.ts'
import { fileName } from './trip-report/file-names.ts'
import { column, type ReportCell, type ReportColumn } from './trip-report/model.ts'
import { officialText } from './trip-report/text.ts'
import type { VisitLedger } from './visit-ledger.ts'

export interface NegotiationLedgerInput {
  readonly topics: readonly (NegotiationTopic & {
    readonly rounds: readonly (NegotiationRound & { readonly changed: readonly PositionField[] })[]
  })[]
  readonly rounds: readonly (LedgerRound & { readonly visitType: string | null })[]
  readonly unitName: string
  readonly enterpriseName: string
  readonly preparedBy: string
  readonly today: CalendarDate
}

/** Columns of the negotiation ledger: a row for each topic and round. */
const negotiationColumns: readonly ReportColumn[] = [
  column('index', '序号', 5, { type: 'index', align: 'center' }),
  column('topic', '谈判事项', 18),
  column('number', '轮次', 6, { type: 'integer', align: 'center' }),
  column('date', '日期', 12, { type: 'date', align: 'center' }),
  column('visit', '洽谈方式', 11, { align: 'center' }),
  column('ask', '对方要求', 28),
  column('offer', '我方意见', 28),
  column('gap', '差距', 18),
  column('decider', '决定人', 12, { align: 'center' }),
  column('state', '状态', 9, { align: 'center' }),
  column('changed', '较上轮变化', 14),
]

const fieldWording: Readonly<Record<PositionField, string>> = {
  ask: '对方要求',
  offer: '我方意见',
  gap: '差距',
  decider: '决定人',
  state: '状态',
}

/** The negotiation ledger (洽谈台账) as a table: topics in their order, of each the newest round first. */
export function negotiationLedger(input: NegotiationLedgerInput): VisitLedger {
  const { topics, rounds, unitName, enterpriseName, preparedBy, today } = input
  const rows = topics.flatMap((topic) =>
    topic.rounds.map((position): ReportCell[] => {
      const round = rounds.find(({ key }) => key === roundKey(position))
      const type = round?.visitType as keyof typeof visitTypeWording | null | undefined
      return [
        officialText(topic.title),
        round?.number ?? null,
        position.occurredOn,
        type ? (visitTypeWording[type] ?? '') : '',
        officialText(position.ask),
        officialText(position.offer),
        officialText(position.gap),
        officialText(position.decider),
        negotiationStateWording[position.state] ?? '',
        position.changed.map((field) => fieldWording[field]).join('、'),
      ]
    }),
  )
  return {
    title: `与${enterpriseName}洽谈台账`,
    subtitle: `填报单位：${unitName}　填报人：${preparedBy}　审核人：　　　　　填报日期：${officialDate(today)}`,
    columns: negotiationColumns,
    rows: rows.map((row, index) => [index + 1, ...row]),
    totals: [],
    footnote: `注：数据截至${officialDate(today)}，共${topics.length}个事项、${rounds.length}轮洽谈；内部资料，不提供给企业。`,
  }
}

/** `单位_与某某有限公司洽谈台账_20261122.xlsx`. */
export function negotiationFileName(unitName: string, enterpriseName: string, today: CalendarDate): string {
  return fileName([unitName, `与${enterpriseName}洽谈台账`, today.replaceAll('-', '')], 'xlsx')
}
