import type { PushResponse } from '#shared/sync/protocol.ts'
import type { OutboxRow } from '../queries/sync.ts'

/** Operations that are sent together, and the body they are sent in. */
export interface Batch {
  readonly rows: readonly OutboxRow[]
  readonly body: Uint8Array
}

/** A batch that is with the server. */
export interface Flight {
  readonly batch: Batch
  readonly answer: Promise<PushResponse>
  /** Milliseconds until it was answered. */
  tookMs: number
}

/** @param answer the server's to this batch; it may fail before anybody waits for it */
export function flightOf(batch: Batch, answer: Promise<PushResponse>): Flight {
  const started = performance.now()
  const flight: Flight = { batch, answer, tookMs: Number.POSITIVE_INFINITY }
  answer.then(
    () => {
      flight.tookMs = performance.now() - started
    },
    () => undefined,
  )
  return flight
}

const overlapFrom = 100
const quickMs = 5000

/** Whether a batch so large was answered so soon that a second one may be on its way: on a slow line they would only make each other late. */
export const isQuick = ({ batch, tookMs }: Flight) => batch.rows.length >= overlapFrom && tookMs < quickMs

/**
 * Does the second while the first is with the server. Both have ended when this ends, also when one of them fails:
 * nothing goes on behind the caller's back.
 */
export async function both<A>(sending: Promise<A>, meanwhile: () => Promise<void>): Promise<A> {
  // The store works without a break: a request that has not left by then would leave after it.
  const second = later(4).then(meanwhile)
  await Promise.allSettled([sending, second])
  await second
  return sending
}

async function later(turns: number): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve))
}
