import { useMemo, useState } from 'react'
import type { Input } from '#shared/contract/index.ts'
import { entityOf } from '#shared/domain/entities.ts'
import { regions } from '#shared/domain/enumerations.ts'
import { searchKinds } from '#shared/domain/search-kinds.ts'
import { type FilterWords, type TypedFilter, typedFilter } from '#shared/domain/search-words.ts'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { i18n } from '../../lib/i18n.ts'
import { useLiveQuery } from '../../lib/live-query.ts'

export type SearchAsked = Input<'search.all'>

/** Kinds that the search box shows, in their order. */
export const shownKinds = searchKinds
  .filter(({ table, hidden }) => !hidden && entityOf(table) !== undefined)
  .map(({ table }) => table)

const languages = ['zh-CN', 'en'] as const

/**
 * What narrows the search: chosen with chips, or typed as words (`类型:走访`), which win. `split` takes the typed
 * filters out of a text.
 */
export function useSearchFilter() {
  const { label } = useEnums()
  const units = useLiveQuery('units.list', {})
  const [chosen, setChosen] = useState<TypedFilter>({})
  const words = useMemo((): FilterWords => {
    const inBoth = (key: string) => languages.map((lng) => i18n.t(`search:${key}`, { lng }))
    return {
      keys: {
        kind: inBoth('words.kind'),
        region: inBoth('words.region'),
        chain: inBoth('words.chain'),
        unit: inBoth('words.unit'),
        date: inBoth('words.date'),
        by: inBoth('words.by'),
      },
      kinds: shownKinds.flatMap((table) =>
        inBoth(`tables.${table}`).map((name): [string, string] => [name, table]),
      ),
      regions: regions.map((region): [string, string] => [label('regions', region), region]),
      units: (units.data ?? []).flatMap(({ id, name, shortName }): [string, string][] =>
        [name, ...(shortName ? [shortName] : [])].map((each) => [each, id]),
      ),
      days: {
        today: inBoth('days.today'),
        week: inBoth('days.week'),
        month: inBoth('days.month'),
        year: inBoth('days.year'),
      },
      me: inBoth('words.me'),
    }
  }, [label, units.data])
  return {
    chosen,
    choose: (change: TypedFilter) => setChosen((before) => merged(before, change)),
    clear: () => setChosen({}),
    units: units.data ?? [],
    split: (text: string) => {
      const typed = typedFilter(text, words, today())
      return { text: typed.text, filter: { ...chosen, ...typed.filter } }
    },
  }
}

/** Chooses; what was chosen already is taken back. */
function merged(before: TypedFilter, change: TypedFilter): TypedFilter {
  return Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined),
  )
}

/** Whether anything was chosen besides the text. */
export const isNarrowed = (filter: TypedFilter): boolean => Object.keys(filter).length > 0

/** The question for the data host, or null when nothing is asked. */
export function questionOf(text: string, filter: TypedFilter): SearchAsked | null {
  if (text === '' && !isNarrowed(filter)) return null
  const { region, ...others } = filter
  const known = regions.find((each) => each === region)
  return {
    ...others,
    ...(known ? { region: known } : {}),
    text: text.slice(0, 100),
    limit: filter.table === undefined ? 5 : 50,
  }
}
