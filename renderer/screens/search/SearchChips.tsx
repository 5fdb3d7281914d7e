import { useTranslation } from 'react-i18next'
import { addDays } from '#shared/domain/calendar.ts'
import { regions } from '#shared/domain/enumerations.ts'
import type { TypedFilter } from '#shared/domain/search-words.ts'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { isNarrowed, shownKinds } from './search-filter.ts'

interface Props {
  /** What narrows now, chosen and typed. */
  readonly filter: TypedFilter
  readonly units: readonly { readonly id: string; readonly name: string }[]
  readonly onChoose: (change: TypedFilter) => void
  readonly onClear: () => void
}

const days = ['today', 'week', 'month', 'year'] as const

/** Kinds as chips, the other filters as small selects. Everything is reached with Tab. */
export function SearchChips({ filter, units, onChoose, onClear }: Props) {
  const { t } = useTranslation('search')
  const { label } = useEnums()
  const facets = useLiveQuery('enterprises.facets', {})
  const stretches = days.map((value) => ({ value, label: t(`days.${value}`), ...stretchOf(value) }))
  const known = stretches.find(({ from, to }) => from === filter.from && to === filter.to)
  const typedDays =
    filter.from && !known ? [{ value: 'typed', label: `${filter.from} – ${filter.to ?? ''}` }] : []
  return (
    <div className="op-search-filters">
      {/* biome-ignore lint/a11y/useSemanticElements: chips in a row, not a form's fields */}
      <div role="group" aria-label={t('kinds')} className="op-search-kinds">
        {[null, ...shownKinds].map((table) => (
          <button
            key={table ?? 'all'}
            type="button"
            className="op-search-chip"
            aria-pressed={(filter.table ?? null) === table}
            onClick={() => onChoose({ table: table ?? undefined } as TypedFilter)}
          >
            {table === null ? t('all-kinds') : t(`tables.${table}`)}
          </button>
        ))}
      </div>
      <div className="op-search-selects">
        <FilterSelect
          label={t('filter.region')}
          value={filter.region ?? null}
          options={regions.map((value) => ({ value: value as string, label: label('regions', value) }))}
          onChange={(region) => onChoose({ region: region ?? undefined } as TypedFilter)}
          width={120}
        />
        <FilterSelect
          label={t('filter.chain')}
          value={filter.chain ?? null}
          options={(facets.data?.chains ?? []).map((value) => ({ value, label: value }))}
          onChange={(chain) => onChoose({ chain: chain ?? undefined } as TypedFilter)}
          width={120}
        />
        <FilterSelect
          label={t('filter.unit')}
          value={filter.unitId ?? null}
          options={units.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(unitId) => onChoose({ unitId: unitId ?? undefined } as TypedFilter)}
          width={140}
        />
        <FilterSelect
          label={t('filter.date')}
          value={known?.value ?? typedDays[0]?.value ?? null}
          options={[...stretches, ...typedDays] as { value: string; label: string }[]}
          onChange={(value) => {
            const stretch = stretches.find((each) => each.value === value)
            onChoose({ from: stretch?.from, to: stretch?.to } as TypedFilter)
          }}
          width={known || typedDays.length === 0 ? 100 : 196}
        />
        <button
          type="button"
          className="op-search-chip"
          aria-pressed={filter.mine ?? false}
          onClick={() => onChoose({ mine: filter.mine ? undefined : true } as TypedFilter)}
        >
          {t('filter.mine')}
        </button>
        {isNarrowed(filter) && (
          <button type="button" className="op-search-clear" onClick={onClear}>
            {t('filter.clear')}
          </button>
        )}
      </div>
    </div>
  )
}

function stretchOf(name: (typeof days)[number]): { readonly from: string; readonly to: string } {
  const to = today()
  switch (name) {
    case 'today':
      return { from: to, to }
    case 'week':
      return { from: addDays(to, -6), to }
    case 'month':
      return { from: `${to.slice(0, 7)}-01`, to }
    case 'year':
      return { from: `${to.slice(0, 4)}-01-01`, to }
  }
}
