import { useEffect, useState } from 'react'
import type { SyncStatus } from '#shared/contract/sync.ts'
import { onHostEvent } from './host-events.ts'
import { useLiveQuery } from './live-query.ts'

/** What the safety pill says, kept up to date by the data host's announcements. */
export function useSyncStatus(): SyncStatus | undefined {
  const asked = useLiveQuery('sync.status', {})
  const [announced, setAnnounced] = useState<SyncStatus | null>(null)
  useEffect(
    () =>
      onHostEvent((event) => {
        if (event.type === 'sync') setAnnounced(event.status)
      }),
    [],
  )
  // A newer answer to the question replaces what was announced before it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new answer counts
  useEffect(() => setAnnounced(null), [asked.data])
  return announced ?? asked.data
}
