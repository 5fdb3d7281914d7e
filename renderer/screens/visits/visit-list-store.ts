import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'
import { VisitFilter } from '#shared/contract/visits.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'
import { knownFilter } from '../../lib/view-filter.ts'

export type VisitListFilter = Pick<
  Input<'visits.list'>,
  'text' | 'from' | 'to' | 'type' | 'outcomeLevel' | 'authorId' | 'onlyLocal'
>

interface VisitListState {
  readonly filter: VisitListFilter
  readonly show: (change: VisitListFilter) => void
  readonly clear: () => void
  /** Keys of the columns that are shown, null for all of them. */
  readonly columns: readonly string[] | null
  readonly setColumns: (columns: readonly string[] | null) => void
  /** Takes a saved view in place of what is shown. */
  readonly take: (filter: VisitListFilter, columns: readonly string[] | null) => void
}

/** Which visits the user is looking at. The visits themselves come from live queries. */
export const useVisitList = create<VisitListState>()((set) => ({
  filter: {},
  show: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
  clear: () => set({ filter: {} }),
  columns: null,
  setColumns: (columns) => set({ columns }),
  take: (filter, columns) => set({ filter, columns }),
}))

/** Of a saved filter what this version knows. */
export const knownOf = (saved: SavedView['filter']): VisitListFilter =>
  knownFilter(VisitFilter.omit({ limit: true, offset: true, enterpriseId: true, tripId: true }), saved)
