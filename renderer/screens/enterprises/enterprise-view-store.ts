import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'

export type EnterpriseListFilter = Omit<Input<'enterprises.list'>, 'limit' | 'offset'>
export type EnterpriseTab = 'overview' | 'timeline' | 'talks' | 'contacts' | 'promises' | 'attachments'

interface EnterpriseViewState {
  readonly filter: EnterpriseListFilter
  /** The side that was opened last, and of which enterprise; others show their overview. */
  readonly opened: { readonly id: string; readonly tab: EnterpriseTab } | null
  readonly change: (change: EnterpriseListFilter) => void
  /** Takes the filters back; library and order stay. */
  readonly clear: () => void
  readonly openTab: (id: string, tab: EnterpriseTab) => void
}

const start: EnterpriseListFilter = { library: 'all', sort: 'updated' }

/** Which enterprises the user looks at and which side of one. The enterprises themselves arrive through live queries. */
export const useEnterpriseView = create<EnterpriseViewState>()((set) => ({
  filter: start,
  opened: null,
  change: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
  clear: () =>
    set(({ filter }) => ({
      filter: { library: filter.library ?? 'all', sort: filter.sort ?? 'updated' },
    })),
  openTab: (id, tab) => set({ opened: { id, tab } }),
}))

/** True when something narrows the list besides the library. */
export function isNarrowed(filter: EnterpriseListFilter): boolean {
  const { library: _library, sort: _sort, ...rest } = filter
  return Object.values(rest).some((value) => value !== null && value !== undefined && value !== '')
}
