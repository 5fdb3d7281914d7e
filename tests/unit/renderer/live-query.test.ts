import { describe, expect, it } from 'vitest'
import { burstMs, countsEveryMs, pauseBefore } from '../../../renderer/lib/live-query.ts'

describe('numbers that are kept up to date while thousands of changes go up', () => {
  it('are counted once a second and not at every change', () => {
    const changesMs = Array.from({ length: 100 }, (_, index) => 5000 + index * 100)
    const asked = [5000]
    let due = Number.POSITIVE_INFINITY
    for (const now of changesMs) {
      if (due <= now) {
        asked.push(due)
        due = Number.POSITIVE_INFINITY
      }
      if (due === Number.POSITIVE_INFINITY) due = now + pauseBefore(now, asked.at(-1) ?? 0, countsEveryMs)
    }
    expect(asked.length).toBeGreaterThanOrEqual(9)
    expect(asked.length).toBeLessThanOrEqual(11)
  })

  it('are as fresh as everything else when nothing was asked for long', () => {
    expect(pauseBefore(90_000, 5000, countsEveryMs)).toBe(burstMs)
    expect(pauseBefore(90_000, 5000, burstMs)).toBe(burstMs)
  })

  it('do not stand still when the clock was set back', () => {
    expect(pauseBefore(1000, 90_000, countsEveryMs)).toBe(countsEveryMs)
  })
})
