import { create } from 'zustand'
import { VisitFilter } from '#shared/contract/visits.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'
import { type ListView, listView } from '../../lib/list-view.ts'
import type { ListFilter } from '../../lib/long-list.ts'
import { knownFilter } from '../../lib/view-filter.ts'

export type VisitListFilter = Omit<ListFilter<'visits'>, 'enterpriseId' | 'tripId'>

/** Which visits the user looks at. */
export const useVisitList = create<ListView<VisitListFilter>>()((set) => listView(set, { onlyLocal: false }))

/** Of a saved filter what this version knows. */
export const knownOf = (saved: SavedView['filter']): VisitListFilter =>
  knownFilter(VisitFilter.omit({ limit: true, offset: true, enterpriseId: true, tripId: true }), saved)
