import { create } from 'zustand'

export type SyncList = 'waiting' | 'uploading' | 'refused' | 'conflicts'

interface SyncViewState {
  /** Which of the four numbers is opened; null shows the most pressing one. */
  readonly list: SyncList | null
  readonly show: (list: SyncList) => void
}

/** Which list of the sync centre the user looks at. */
export const useSyncView = create<SyncViewState>()((set) => ({
  list: null,
  show: (list) => set({ list }),
}))
