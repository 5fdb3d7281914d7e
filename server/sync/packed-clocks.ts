import { type PackedClocks, packClocks } from '#shared/sync/clocks.ts'
import type { RecordState } from '#shared/sync/merge.ts'

const known = new WeakMap<RecordState, PackedClocks>()

/** A state's stamps as they are stored, hashed and sent; packed once, since a state never changes. */
export function clocksOf(state: RecordState): PackedClocks {
  const packed = known.get(state) ?? packClocks(state)
  known.set(state, packed)
  return packed
}
