import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hlcMs, hlcOf, hlcPattern, laterHlc, nextHlc } from '#shared/sync/hlc.ts'

const runs = { numRuns: 2000 }
const node = 'a1b2c3d4e5f60718'
const now = 1_790_000_000_000
const tenYears = 10 * 365 * 86_400_000

describe('stamps', () => {
  it('strictly increase whatever the clock shows', () => {
    const clock = fc.oneof(
      fc.constant(now),
      fc.integer({ min: now - tenYears, max: now + tenYears }),
      fc.double({ noNaN: true, min: -8.64e15, max: 8.64e15 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0),
    )
    fc.assert(
      fc.property(fc.array(clock, { minLength: 2, maxLength: 50 }), (readings) => {
        let last: string | null = null
        for (const reading of readings) {
          const next: string = nextHlc(last, reading, node)
          expect(next).toMatch(hlcPattern)
          if (last !== null) expect(next > last).toBe(true)
          last = next
        }
      }),
      runs,
    )
  })

  it('are greater than everything that was observed', () => {
    const observed = fc
      .tuple(fc.integer({ min: 0, max: now + tenYears }), fc.nat({ max: 0xffff }), fc.nat({ max: 0xffff }))
      .map(([ms, counter, other]) => hlcOf(ms, counter, other.toString(16).padStart(16, '0')))
    fc.assert(
      fc.property(
        fc.array(observed, { minLength: 1 }),
        fc.integer({ min: 0, max: now + tenYears }),
        (seen, clock) => {
          const last = seen.reduce<string | null>(laterHlc, null)
          const next = nextHlc(last, clock, node)
          for (const stamp of seen) expect(next > stamp).toBe(true)
        },
      ),
      runs,
    )
  })

  it('follow the clock when it moves on, so that they say when something was written', () => {
    const stamp = nextHlc(hlcOf(now, 7, node), now + 5, node)
    expect(hlcMs(stamp)).toBe(now + 5)
    expect(stamp.endsWith(node)).toBe(true)
  })

  it('go on when a clock stands still for more writes than the counter holds', () => {
    const full = hlcOf(now, 0xffff, node)
    const next = nextHlc(full, now, node)
    expect(next > full).toBe(true)
    expect(hlcMs(next)).toBe(now + 1)
  })

  it('are well formed on a machine whose clock was reset to before 1970', () => {
    expect(nextHlc(null, -3_600_000, node)).toBe(hlcOf(0, 0, node))
  })

  it('do not repeat on a clock that reads fractions of a millisecond', () => {
    const first = nextHlc(null, 1000.2, node)
    expect(nextHlc(first, 1000.7, node) > first).toBe(true)
  })
})
