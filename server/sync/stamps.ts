import { randomBytes } from 'node:crypto'
import { type Hlc, laterHlc, nextHlc } from '#shared/sync/hlc.ts'

/** The clock of one server process. Every process is a node of its own, so two never make the same stamp. */
export interface ServerStamps {
  readonly node: string
  readonly last: () => Hlc | null
  /** Remembers a stamp, so that the next one is greater. */
  readonly observe: (stamp: Hlc | null) => void
  readonly next: (nowMs: number) => Hlc
}

export function serverStamps(node = randomBytes(8).toString('hex')): ServerStamps {
  let last: Hlc | null = null
  const observe = (stamp: Hlc | null) => {
    last = laterHlc(last, stamp)
  }
  return {
    node,
    last: () => last,
    observe,
    next: (nowMs) => {
      const stamp = nextHlc(last, nowMs, node)
      observe(stamp)
      return stamp
    },
  }
}
