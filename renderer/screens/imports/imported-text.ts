import { Badge } from '#shared/domain/enterprises.ts'
import { formatAmount } from '../../lib/format.ts'
import { i18n } from '../../lib/i18n.ts'

/** Fields that hold a code, with the list of the `enums` texts that names it. */
const coded: Readonly<Record<string, string>> = {
  ownership: 'ownerships',
  priority: 'priorities',
  status: 'enterpriseStatuses',
  targetLevel: 'targetLevels',
  industrySection: 'industrySections',
}

/** What was read from a row, in one line: `深圳市 · 电池 · 500 · 样例甲 总经理`. */
export function importedText(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([field]) => field !== 'name')
    .map(([field, value]) => valueText(field, value))
    .filter((text) => text !== '')
    .join(' · ')
}

function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.map((each) => valueText(field, each)).join('、')
  if (typeof value === 'number') return formatAmount(value)
  const badge = Badge.safeParse(value)
  if (badge.success) return i18n.t(`enums:badgeTypes.${badge.data.type}`)
  const list = coded[field]
  return list ? i18n.t([`enums:${list}.${String(value)}`, String(value)]) : String(value)
}
