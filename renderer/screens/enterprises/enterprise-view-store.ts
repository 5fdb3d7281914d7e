import { create } from 'zustand'
import { EnterpriseFilter } from '#shared/contract/enterprises.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'
import { type ListView, listView } from '../../lib/list-view.ts'
import type { ListFilter } from '../../lib/long-list.ts'
import { knownFilter } from '../../lib/view-filter.ts'

type EnterpriseListFilter = ListFilter<'enterprises'>
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

interface EnterpriseViewState extends ListView<EnterpriseListFilter> {
  /** Enterprises that are chosen to be changed together. */
  readonly chosen: ReadonlySet<string>
  readonly choose: (ids: Iterable<string>) => void
  /** The side that was opened last, and of which enterprise; others show their overview. */
  readonly opened: { readonly id: string; readonly tab: EnterpriseTab } | null
  readonly openTab: (id: string, tab: EnterpriseTab) => void
}

const start: EnterpriseListFilter = { library: 'all', sort: 'updated' }
const none: ReadonlySet<string> = new Set()

/** Which enterprises the user looks at and which side of one. */
export const useEnterpriseView = create<EnterpriseViewState>()((set) => ({
  ...listView<EnterpriseListFilter>(
    (next) =>
      set((state) => {
        const change = next(state)
        // What is no longer listed must not be changed unseen.
        return change.filter ? { ...change, chosen: none } : change
      }),
    start,
    ['library', 'sort'],
  ),
  chosen: none,
  choose: (ids) => set({ chosen: new Set(ids) }),
  opened: null,
  openTab: (id, tab) => set({ opened: { id, tab } }),
}))

/** Of a saved filter what this version knows. */
export const knownOf = (saved: SavedView['filter']): EnterpriseListFilter =>
  knownFilter(EnterpriseFilter.omit({ limit: true, offset: true }), saved)
