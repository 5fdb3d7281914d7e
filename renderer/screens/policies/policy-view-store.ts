import { create } from 'zustand'
import { type ListView, listView } from '../../lib/list-view.ts'
import type { ListFilter } from '../../lib/long-list.ts'

type PolicyListFilter = ListFilter<'policies'>

/** Which policies the user looks at. */
export const usePolicyView = create<ListView<PolicyListFilter>>()((set) =>
  listView(set, { onlyInForce: false }),
)
