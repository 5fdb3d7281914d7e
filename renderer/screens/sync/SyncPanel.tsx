import type { ReactNode } from 'react'
import type { SyncList } from './sync-store.ts'

/** The list behind one of the four numbers. */
export function SyncPanel({ list, children }: { readonly list: SyncList; readonly children: ReactNode }) {
  return (
    <div role="tabpanel" id="sync-list" tabIndex={-1} aria-labelledby={`sync-tab-${list}`}>
      {children}
    </div>
  )
}
