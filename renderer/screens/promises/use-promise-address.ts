import { useSearchParams } from 'react-router'
import { type PromiseTab, promiseTabs } from './promise-view-store.ts'

interface PromiseAddress {
  readonly tab: PromiseTab
  /** The record whose panel is open, `new` for a new follow-up, null for none. */
  readonly open: string | null
  readonly goTo: (tab: PromiseTab, open?: string | null) => void
}

/** Kind and open record from the address: `/promises?tab=demands&open=<id>`. */
export function usePromiseAddress(): PromiseAddress {
  const [search, setSearch] = useSearchParams()
  return {
    tab: promiseTabs.find((each) => each === search.get('tab')) ?? 'followUps',
    open: search.get('open'),
    goTo: (tab, open = null) =>
      setSearch(open === null ? { tab } : { tab, open }, { replace: open === null }),
  }
}
