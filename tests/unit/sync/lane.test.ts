import { describe, expect, it } from 'vitest'
import { startLane } from '../../../electron/data/sync/lane.ts'

/** Timers that fire when the test says so. */
function handTimers() {
  let planned: { ms: number; run: () => void } | null = null
  return {
    after: (ms: number, run: () => void) => {
      const mine = { ms, run }
      planned = mine
      return () => {
        if (planned === mine) planned = null
      }
    },
    pause: () => planned?.ms ?? null,
    fire: async () => {
      const due = planned
      planned = null
      due?.run()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('a lane of sync', () => {
  it('comes round every minute, a little earlier or later each time', async () => {
    const timers = handTimers()
    let rounds = 0
    const chances = [0, 1, 0.5]
    const lane = startLane({
      work: async () => {
        rounds += 1
      },
      intervalMs: 60_000,
      after: timers.after,
      random: () => chances.shift() ?? 0,
    })
    const pauses = []
    for (let n = 0; n < 3; n += 1) {
      await timers.fire()
      pauses.push(timers.pause())
    }
    expect(rounds).toBe(3)
    expect(pauses).toEqual([48_000, 72_000, 60_000])
    await lane.stop()
    expect(timers.pause()).toBe(null)
  })

  it('waits longer after each failure, between a second and five minutes', async () => {
    const timers = handTimers()
    const lane = startLane({
      work: () => Promise.reject(new Error('no network')),
      intervalMs: 60_000,
      after: timers.after,
      random: () => 1,
    })
    const pauses = []
    for (let n = 0; n < 10; n += 1) {
      await timers.fire()
      pauses.push(timers.pause())
    }
    expect(pauses.slice(0, 3)).toEqual([2000, 4000, 8000])
    expect(pauses.at(-1)).toBe(300_000)
    lane.nudge()
    expect(timers.pause()).toBe(300_000)
    await lane.stop()
  })

  it('starts at once when the network is back', async () => {
    const timers = handTimers()
    let failing = true
    const lane = startLane({
      work: async () => {
        if (failing) throw new Error('no network')
      },
      intervalMs: 60_000,
      after: timers.after,
      random: () => 0.5,
    })
    await timers.fire()
    failing = false
    lane.wake()
    await new Promise((resolve) => setImmediate(resolve))
    expect(timers.pause()).toBe(60_000)
    await lane.stop()
  })

  it('answers only when a round that began after the question is through', async () => {
    const timers = handTimers()
    let begun = 0
    const release: (() => void)[] = []
    const lane = startLane({
      work: () => {
        begun += 1
        return new Promise((resolve) => release.push(resolve))
      },
      intervalMs: 60_000,
      after: timers.after,
      random: () => 0.5,
    })
    await timers.fire()
    let answered = false
    const asked = lane.now().then(() => {
      answered = true
    })
    release[0]?.()
    await new Promise((resolve) => setImmediate(resolve))
    expect([begun, answered]).toEqual([2, false])
    release[1]?.()
    await asked
    expect(begun).toBe(2)
    await lane.stop()
  })
})
