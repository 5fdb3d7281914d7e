import { useMemo } from 'react'
import { useLiveQuery } from './live-query.ts'

export interface ChainPlace {
  readonly value: string
  /** `新能源电池产业链 · 负极材料`; the chain alone stands for "link not said yet". */
  readonly label: string
  readonly chainId: string
}

/** Every chain and link on which an enterprise can stand, in the order of the chains. */
export function useChainPlaces(): readonly ChainPlace[] {
  const { data } = useLiveQuery('chains.places', {})
  return useMemo(
    () =>
      (data ?? []).flatMap(({ id: chainId, name, links }) => [
        { value: chainId, label: name, chainId },
        ...links.map((link) => ({ value: link.id, label: `${name} · ${link.name}`, chainId })),
      ]),
    [data],
  )
}
