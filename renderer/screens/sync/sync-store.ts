import { create } from 'zustand'

const syncLists = ['waiting', 'uploading', 'refused', 'conflicts', 'carried', 'kept', 'uploaded'] as const
export type SyncList = (typeof syncLists)[number]

interface SyncViewState {
  /** Which of the numbers is opened; null shows the most pressing one. */
  readonly list: SyncList | null
  readonly show: (list: SyncList) => void
}

/** Which list of the sync centre the user looks at. */
export const useSyncView = create<SyncViewState>()((set) => ({
  list: null,
  show: (list) => set({ list }),
}))
