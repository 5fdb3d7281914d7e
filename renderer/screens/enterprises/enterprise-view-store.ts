import { create } from 'zustand'
import { EnterpriseFilter } from '#shared/contract/enterprises.ts'
import type { Input } from '#shared/contract/index.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'
import { knownFilter } from '../../lib/view-filter.ts'

export type EnterpriseListFilter = Omit<Input<'enterprises.list'>, 'limit' | 'offset'>
/** Sides of an enterprise, in their order. */
export const enterpriseTabs = [
  'overview',
  'timeline',
  'talks',
  'contacts',
  'projects',
  'promises',
  'attachments',
] as const
export type EnterpriseTab = (typeof enterpriseTabs)[number]

interface EnterpriseViewState {
  readonly filter: EnterpriseListFilter
  /** Keys of the columns that are shown, null for the usual ones. */
  readonly columns: readonly string[] | null
  /** Enterprises that are chosen to be changed together. */
  readonly chosen: ReadonlySet<string>
  /** The side that was opened last, and of which enterprise; others show their overview. */
  readonly opened: { readonly id: string; readonly tab: EnterpriseTab } | null
  readonly change: (change: EnterpriseListFilter) => void
  /** Takes a saved view in place of what is shown. */
  readonly show: (filter: EnterpriseListFilter, columns: readonly string[] | null) => void
  readonly setColumns: (columns: readonly string[] | null) => void
  readonly choose: (ids: Iterable<string>) => void
  /** Takes the filters back; library and order stay. */
  readonly clear: () => void
  readonly openTab: (id: string, tab: EnterpriseTab) => void
}

const start: EnterpriseListFilter = { library: 'all', sort: 'updated' }
const none: ReadonlySet<string> = new Set()

/** Which enterprises the user looks at and which side of one. The enterprises themselves arrive through live queries. */
export const useEnterpriseView = create<EnterpriseViewState>()((set) => ({
  filter: start,
  columns: null,
  chosen: none,
  opened: null,
  // What is no longer listed must not be changed unseen.
  change: (change) => set(({ filter }) => ({ filter: { ...filter, ...change }, chosen: none })),
  show: (filter, columns) => set({ filter: { ...start, ...filter }, columns, chosen: none }),
  setColumns: (columns) => set({ columns }),
  choose: (ids) => set({ chosen: new Set(ids) }),
  clear: () =>
    set(({ filter }) => ({
      filter: { library: filter.library ?? 'all', sort: filter.sort ?? 'updated' },
      chosen: none,
    })),
  openTab: (id, tab) => set({ opened: { id, tab } }),
}))

/** True when something narrows the list besides the library. */
export function isNarrowed(filter: EnterpriseListFilter): boolean {
  const { library: _library, sort: _sort, ...rest } = filter
  return Object.values(rest).some((value) => value !== null && value !== undefined && value !== '')
}

/** Of a saved filter what this version knows. */
export const knownOf = (saved: SavedView['filter']): EnterpriseListFilter =>
  knownFilter(EnterpriseFilter.omit({ limit: true, offset: true }), saved)
