/** Chance that a seed decides: the same seed gives the same numbers for ever. */
export interface Rng {
  /** From 0 up to 1. */
  readonly next: () => number
  /** A whole number from 0 up to, not including, `bound`. */
  readonly below: (bound: number) => number
  readonly chance: (probability: number) => boolean
  /** @throws when the list is empty. */
  readonly pick: <T>(list: readonly T[]) => T
  /** One of the keys, each as likely as its weight says. */
  readonly weighted: <K extends string>(weights: Readonly<Record<K, number>>) => K
}

/** A generator of 32-bit numbers (mulberry32) behind the usual questions. */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const picked = list[below(list.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
    weighted: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      throw new Error('no weights')
    },
  }
}

/** A seed of its own for one purpose, so that more questions in one place change no answer in another. */
export function seedFor(seed: number, purpose: string): number {
  let hash = 2_166_136_261 ^ seed
  for (const character of purpose) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619)
  return hash >>> 0
}
