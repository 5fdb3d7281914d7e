import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'

export type PolicyListFilter = Omit<Input<'policies.list'>, 'limit' | 'offset'>

interface PolicyViewState {
  readonly filter: PolicyListFilter
  readonly change: (change: PolicyListFilter) => void
  readonly clear: () => void
}

/** Which policies the user looks at. */
export const usePolicyView = create<PolicyViewState>()((set) => ({
  filter: {},
  change: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
  clear: () => set({ filter: {} }),
}))
