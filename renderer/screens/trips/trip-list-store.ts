import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'

type TripFilter = Omit<Input<'trips.list'>, 'limit' | 'offset'>

interface TripListState {
  readonly filter: TripFilter
  readonly change: (change: TripFilter) => void
}

/** Which trips the user looks at. */
export const useTripList = create<TripListState>()((set) => ({
  filter: {},
  change: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
}))
