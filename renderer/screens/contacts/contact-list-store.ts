import { create } from 'zustand'
import { ContactFilter } from '#shared/contract/contacts.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'
import { type ListView, listView } from '../../lib/list-view.ts'
import type { ListFilter } from '../../lib/long-list.ts'
import { knownFilter } from '../../lib/view-filter.ts'

type ContactListFilter = ListFilter<'contacts'>

/** Which contacts the user looks at. */
export const useContactList = create<ListView<ContactListFilter>>()((set) => listView(set, {}))

/** Of a saved filter what this version knows. */
export const knownOf = (saved: SavedView['filter']): ContactListFilter =>
  knownFilter(ContactFilter.omit({ limit: true, offset: true, enterpriseId: true }), saved)
