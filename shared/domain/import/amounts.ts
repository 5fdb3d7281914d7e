import { type Cell, cellText, nothingRead, type Read, remark } from './values.ts'

/** Unit of a bare number, in 万元 (ten thousand CNY). */
const units = { 元: 0.0001, 千元: 0.1, 万元: 1, 百万元: 100, 千万元: 1000, 亿元: 10_000 } as const
/** `万美元`: a column in foreign money. Its bare numbers are kept as words and never taken for 万元. */
export type ForeignUnit = `foreign:${string}`
export type AmountUnit = keyof typeof units | ForeignUnit

const unitPattern = '百万|千万|亿|万|千'
const number = '\\d+(?:\\.\\d+)?'
const amountPattern = new RegExp(
  `^(${number})(${unitPattern})?元?(?:[-~至到—–](${number})(${unitPattern})?元?)?(人民币)?$`,
)
const foreign = /美元|美金|港币|港元|欧元|日元|英镑|usd|eur|hkd|jpy|\$|€/i
const undecided = /^(待定|待商|未定|面议|不详|未知|tbd)$/i
const empty = /^(暂无|无|—+|-+|\/+)$/

/** The unit that a line above the table or a column heading names: `单位：亿元`, `拟投资额（万元）`. */
export function amountUnitIn(text: string): AmountUnit | null {
  const typed = text.normalize('NFKC').replace(/\s/g, '')
  const match =
    /(?:单位|金额单位)[::]?(?:人民币)?(百万元|千万元|千元|万元|亿元|元)|[([](?:单位:?)?(百万元|千万元|千元|万元|亿元|元)[)\]]/.exec(
      typed,
    )
  const unit = match?.[1] ?? match?.[2]
  if (unit !== undefined && isUnit(unit)) return unit
  const money = foreignUnit.exec(typed)
  return money ? `foreign:${money[1] ?? money[2]}` : null
}

const foreignMoney = '(?:百万|千万|亿|万|千)?(?:美元|美金|港元|港币|欧元|日元|英镑)'
const foreignUnit = new RegExp(`[([](?:单位:?)?(${foreignMoney})[)\\]]|单位:?(${foreignMoney})`)

function isUnit(text: string): text is keyof typeof units {
  return Object.hasOwn(units, text)
}

/**
 * An amount as offices type it, in 万元: `5`, `约10`, `3.5亿`, `8000万`, `20-30`, `待定`. A bare number is in `unit`,
 * or in 万元 (with a remark) where no unit is named. Of a range the lower end counts, so that no total is inflated;
 * the words themselves are left for the remarks. Foreign money is not converted.
 */
export function readAmount(cell: Cell, unit: AmountUnit | null): Read<number> {
  const text = cellText(cell)
  if (text === '' || empty.test(text)) return nothingRead
  if (undecided.test(text))
    return { value: null, remarks: [remark('amount-undecided', { text })], left: text }
  if (foreign.test(text)) return { value: null, remarks: [remark('amount-currency', { text })], left: text }

  if (unit?.startsWith('foreign:') && /^[\d.,]+$/.test(text)) {
    const left = `${text}${unit.slice('foreign:'.length)}`
    return { value: null, remarks: [remark('amount-currency', { text: left })], left }
  }

  const bare = text.replace(/[,\s¥¥]/g, '')
  const core = bare
    .replace(/^(约|大约|预计|近|超|超过|不低于|不少于|总投资)+/, '')
    .replace(/(左右|以上|余|\+)$/, '')
  const match = amountPattern.exec(core)
  if (!match) return { value: null, remarks: [remark('amount-unreadable', { text })], left: text }

  const [, low = '', lowUnit, high, highUnit] = match
  // In 2-3亿 both ends are in 亿.
  const typedUnit = lowUnit ?? highUnit ?? (core.includes('元') ? '' : undefined)
  const value = inTenThousands(low, typedUnit, unit)
  const needsUnit = typedUnit === undefined && unit === null
  const remarks = [
    ...(core === bare ? [] : [remark('amount-about', { text })]),
    ...(high === undefined ? [] : [remark('amount-range', { text })]),
    ...(needsUnit ? [remark('amount-unit-assumed', { text })] : []),
  ]
  const isPlain = high === undefined && core === bare
  const inUnit = unit !== null && typedUnit === undefined ? `${text}（${unit}）` : text
  return { value, remarks, left: isPlain ? null : inUnit }
}

/** @param typedUnit what stands before 元 in the cell itself; undefined when it names no unit */
function inTenThousands(digits: string, typedUnit: string | undefined, unit: AmountUnit | null): number {
  const named = typedUnit === undefined ? null : `${typedUnit}元`
  const factor =
    named !== null && isUnit(named) ? units[named] : units[unit !== null && isUnit(unit) ? unit : '万元']
  // Four decimals of 万元 are one yuan; more would only be noise of the multiplication.
  return Math.round(Number(digits) * factor * 10_000) / 10_000
}
