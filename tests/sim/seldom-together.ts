import type { FaultClass, Happening, Situation } from './events.ts'
import type { Rng } from './rng.ts'

/**
 * What seldom comes together by chance alone: the right is lost while work waits, or while others carry it; the answer
 * to a push, of all requests, is replaced by a refusal; a profile with work is copied.
 */
export function unluckier(
  later: Rng,
  faults: ReadonlySet<FaultClass>,
  { devices, exchanges, pushes, bundles, authorMoved }: Situation,
  usual: Happening,
): Happening {
  if (usual.do === 'answer' && faults.has('strangers') && pushes[usual.which % exchanges.length])
    return later.chance(0.2) ? { ...usual, fate: { fate: 'instead', what: 'too-large' } } : usual
  const device = later.below(devices.length)
  const its = devices[device]
  if (authorMoved && later.chance(0.3)) return { do: 'hand-in', device, which: bundles - 1, forgery: 'none' }
  if (!its?.running || !its.hasWork) return usual
  if (faults.has('rights') && its.hasUnsent && later.chance(0.08))
    return { do: 'move-user', user: its.user, unit: later.below(3) }
  if (faults.has('identity') && later.chance(0.015))
    return { do: 'clone', device, besides: later.chance(0.5) }
  return usual
}

/**
 * Somebody is turned out, mostly while work waits on the laptop; goes on working, and tries the server as well; is let
 * back in two cases of three or so before the story ends, and signs in.
 */
export function turnedOut(rng: Rng, { devices, records }: Situation, usual: Happening): Happening {
  const device = rng.below(devices.length)
  const its = devices[device]
  if (!its) return usual
  const isOut = its.isBarred || its.isDisabled
  if (!isOut && !its.isSignedOut) {
    const isBusy = devices.some((other) => other.isBarred || other.isDisabled || other.isSignedOut)
    if (!rng.chance((its.hasUnsent ? 0.08 : 0.02) * (isBusy ? 0.3 : 1))) return usual
    return rng.chance(0.5) ? { do: 'bar', device } : { do: 'disable', user: its.user }
  }
  const kind = rng.weighted({
    usual: 8,
    back: isOut ? 1.3 : 0,
    edit: its.running && records > 0 ? 1.5 : 0,
    fire: its.running ? 1.5 : 0,
    // Whoever may not come back yet tries it, too.
    'sign-in': its.running ? (isOut ? 0.5 : 4) : 0,
  })
  switch (kind) {
    case 'usual':
      return usual
    case 'back':
      return its.isBarred && (!its.isDisabled || rng.chance(0.5))
        ? { do: 'let-back', device }
        : { do: 'enable', user: its.user }
    case 'edit':
      return { do: kind, device, record: recent(rng, records), field: rng.below(1000), value: rng.below(4) }
    case 'fire':
      return { do: kind, device, which: rng.below(1000) }
    case 'sign-in':
      return { do: kind, device }
  }
}

/** Half of the time one of the three newest, so that several laptops work on one record. */
export function recent(rng: Rng, records: number): number {
  return rng.chance(0.5) ? Math.max(0, records - 1 - rng.below(3)) : rng.below(Math.max(1, records))
}
