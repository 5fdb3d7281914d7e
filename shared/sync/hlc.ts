/**
 * A hybrid logical clock stamp as sortable text: 12 hex digits of milliseconds since 1970 (48 bits), 4 of a
 * counter (16 bits), 16 of the node that made it (64 bits). A later stamp of one causal history is greater.
 */
export type Hlc = string

export const hlcPattern = /^[0-9a-f]{32}$/

const lastCounter = 0xffff

/** 9999-12-31: a clock beyond it reads as this, so that the 48 bits always suffice. */
const lastMs = 253_402_300_799_999

/** Builds a stamp from its parts. `node` is 16 hex digits. */
export function hlcOf(ms: number, counter: number, node: string): Hlc {
  return ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0') + node
}

/** Milliseconds since 1970 that a stamp claims. */
export function hlcMs(stamp: Hlc): number {
  return Number.parseInt(stamp.slice(0, 12), 16)
}

/**
 * The next stamp of `node`, greater than every stamp seen so far whatever the clock says: a clock that stands
 * still or runs backwards never refuses a write, a full counter moves the milliseconds on by one.
 * @param last the greatest stamp made or observed by this node, null when there is none
 */
export function nextHlc(last: Hlc | null, nowMs: number, node: string): Hlc {
  const now = Number.isNaN(nowMs) ? 0 : Math.min(Math.max(Math.floor(nowMs), 0), lastMs)
  if (last === null || now > hlcMs(last)) return hlcOf(now, 0, node)
  const counter = Number.parseInt(last.slice(12, 16), 16) + 1
  return counter > lastCounter ? hlcOf(hlcMs(last) + 1, 0, node) : hlcOf(hlcMs(last), counter, node)
}

/** The greater of two stamps, for remembering what was observed. */
export function laterHlc(a: Hlc | null, b: Hlc | null): Hlc | null {
  if (a === null) return b
  if (b === null) return a
  return a > b ? a : b
}
