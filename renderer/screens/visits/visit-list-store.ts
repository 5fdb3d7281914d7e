import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'

export type VisitListFilter = Pick<
  Input<'visits.list'>,
  'text' | 'from' | 'to' | 'type' | 'outcomeLevel' | 'authorId' | 'onlyLocal'
>

interface VisitListState {
  readonly filter: VisitListFilter
  readonly show: (change: VisitListFilter) => void
  readonly clear: () => void
}

/** Which visits the user is looking at. The visits themselves come from live queries. */
export const useVisitList = create<VisitListState>()((set) => ({
  filter: {},
  show: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
  clear: () => set({ filter: {} }),
}))
