import { addDays, type CalendarDate } from './calendar.ts'

/** What narrows a search, as the window keeps it; a missing one does not narrow. */
export interface TypedFilter {
  readonly table?: string
  readonly region?: string
  readonly chain?: string
  readonly unitId?: string
  readonly from?: CalendarDate
  readonly to?: CalendarDate
  readonly mine?: boolean
}

export type FilterKey = 'kind' | 'region' | 'chain' | 'unit' | 'date' | 'by'

/** The words of one language, or of several, for filters and their values. */
export interface FilterWords {
  /** Names of each filter: `类型`, `type`. */
  readonly keys: Readonly<Record<FilterKey, readonly string[]>>
  /** Names of tables, regions and units, with what each stands for. */
  readonly kinds: readonly (readonly [name: string, table: string])[]
  readonly regions: readonly (readonly [name: string, region: string])[]
  readonly units: readonly (readonly [name: string, unitId: string])[]
  /** Names of the stretches of days that have one: `今天`, `today`. */
  readonly days: Readonly<Record<'today' | 'week' | 'month' | 'year', readonly string[]>>
  /** What stands for the user: `我`, `me`. */
  readonly me: readonly string[]
}

/**
 * Takes filters typed as words (`类型:走访 地区:长三角 日期:2026-05`) out of a text. What is no filter, or names no value
 * that exists, stays text and is looked for.
 */
export function typedFilter(
  typed: string,
  words: FilterWords,
  today: CalendarDate,
): { readonly text: string; readonly filter: TypedFilter } {
  let filter: TypedFilter = {}
  const rest = typed.split(/\s+/).filter((word) => {
    const narrowed = filterOf(word, words, today)
    if (narrowed) filter = { ...filter, ...narrowed }
    return narrowed === null
  })
  return { text: rest.join(' ').trim(), filter }
}

function filterOf(word: string, words: FilterWords, today: CalendarDate): TypedFilter | null {
  const [, name = '', value = ''] = /^([^:：]+)[:：](.+)$/.exec(word) ?? []
  const keys = Object.keys(words.keys) as FilterKey[]
  const key = keys.find((each) => words.keys[each].some((known) => same(known, name)))
  if (key === undefined || value === '') return null
  switch (key) {
    case 'kind': {
      const table = named(words.kinds, value)
      return table === undefined ? null : { table }
    }
    case 'region': {
      const region = named(words.regions, value)
      return region === undefined ? null : { region }
    }
    case 'unit': {
      const unitId = named(words.units, value)
      return unitId === undefined ? null : { unitId }
    }
    case 'chain':
      return { chain: value }
    case 'date':
      return daysNamed(value, words, today)
    case 'by':
      return words.me.some((known) => same(known, value)) ? { mine: true } : null
  }
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** The value whose name is typed, else the first whose name begins with it, else contains it. */
function named(all: readonly (readonly [string, string])[], typed: string): string | undefined {
  const wanted = typed.toLowerCase()
  const found =
    all.find(([name]) => name.toLowerCase() === wanted) ??
    all.find(([name]) => name.toLowerCase().startsWith(wanted)) ??
    all.find(([name]) => name.toLowerCase().includes(wanted))
  return found?.[1]
}

/** `今天`, `2026`, `2026-05`, `2026-05-20`, `2026-05-01..2026-06-30`. */
function daysNamed(value: string, { days }: FilterWords, today: CalendarDate): TypedFilter | null {
  const is = (key: keyof FilterWords['days']) => days[key].some((known) => same(known, value))
  if (is('today')) return { from: today, to: today }
  if (is('week')) return { from: addDays(today, -6), to: today }
  if (is('month')) return { from: `${today.slice(0, 7)}-01`, to: today }
  if (is('year')) return { from: `${today.slice(0, 4)}-01-01`, to: today }
  const [begin, end, ...more] = value.split('..')
  if (begin === undefined || more.length > 0) return null
  const from = partOfCalendar(begin)
  const to = end === undefined ? from : partOfCalendar(end)
  return from && to && from.first <= to.last ? { from: from.first, to: to.last } : null
}

function partOfCalendar(text: string): { readonly first: CalendarDate; readonly last: CalendarDate } | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? []
  if (year === undefined) return null
  if (month === undefined) return { first: `${year}-01-01`, last: `${year}-12-31` }
  const [mm, dd] = [month.padStart(2, '0'), day?.padStart(2, '0')]
  const first = `${year}-${mm}-${dd ?? '01'}`
  const moment = new Date(`${first}T00:00:00Z`)
  if (Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== first) return null
  if (dd !== undefined) return { first, last: first }
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10)
  return { first, last }
}
