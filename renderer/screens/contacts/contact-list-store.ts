import { create } from 'zustand'

interface ContactListState {
  readonly text: string
  readonly search: (text: string) => void
}

/** What the user looks for among the contacts. */
export const useContactList = create<ContactListState>()((set) => ({
  text: '',
  search: (text) => set({ text }),
}))
