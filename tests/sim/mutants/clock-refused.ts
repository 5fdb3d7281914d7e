import { hlcMs, nextHlc as original } from '../../../shared/sync/hlc.ts'

const tolerated = 600_000

export const nextHlc: typeof original = (last, nowMs, node) => {
  if (last !== null && hlcMs(last) - nowMs > tolerated) throw new Error('the clock is behind')
  return original(last, nowMs, node)
}
