import { useEffect, useState } from 'react'
import type { ExchangeState } from '#shared/contract/exchange.ts'
import { onHostEvent } from '../../lib/host-events.ts'
import { useLiveQuery } from '../../lib/live-query.ts'

/** Where the direct exchange stands, followed by the data host's announcements; undefined until it is known. */
export function useExchangeState(): readonly [
  state: ExchangeState | undefined,
  answered: (state: ExchangeState) => void,
] {
  const asked = useLiveQuery('exchange.state', {})
  const [announced, setAnnounced] = useState<ExchangeState | null>(null)
  useEffect(
    () =>
      onHostEvent((event) => {
        if (event.type === 'exchange') setAnnounced(event.state)
      }),
    [],
  )
  return [announced ?? asked.data, setAnnounced]
}
