import { create } from 'zustand'

export const promiseTabs = ['followUps', 'demands', 'commitments'] as const
export type PromiseTab = (typeof promiseTabs)[number]
export type PromiseShow = 'open' | 'overdue' | 'all'

interface PromiseViewState {
  readonly text: string
  readonly show: PromiseShow
  readonly mine: boolean
  readonly change: (change: Partial<Pick<PromiseViewState, 'text' | 'show' | 'mine'>>) => void
}

/** Which follow-ups, demands and commitments the user looks at; kind and open record stand in the address. */
export const usePromiseView = create<PromiseViewState>()((set) => ({
  text: '',
  show: 'open',
  mine: false,
  change: (change) => set(change),
}))
