import { describe, expect, it } from 'vitest'
import type { RunResult, Simulator, Story } from '../../sim/run.ts'
import { shrink } from '../../sim/shrink.ts'

/** A world in which I1 breaks once the events `write` and `wipe` have both happened, and I2 from `split` alone. */
function world(): Simulator & { played: number } {
  const judge = (story: Story): RunResult => {
    const kinds = story.events.map((event): string => event.do)
    const failure =
      kinds.includes('write') && kinds.includes('wipe') ? `I1: lost after ${kinds.length} events` : null
    const other = kinds.includes('split') ? 'I2: two states' : null
    return { story, failure: failure ?? other, trace: kinds, hash: '' }
  }
  const simulator = {
    played: 0,
    run: () => Promise.reject(new Error('only stories that are written down')),
    replay: async (story: Story) => {
      simulator.played += 1
      return judge(story)
    },
    close: async () => undefined,
  }
  return simulator
}

const storyOf = (kinds: readonly string[]): Story => ({
  ...{ seed: 1, laptops: 2 },
  events: kinds.map((kind) => ({ do: kind })) as unknown as Story['events'],
})

describe('the story of a failure', () => {
  const noise = Array.from({ length: 40 }, (_, at) => `noise${at}`)
  const long = storyOf([
    ...noise.slice(0, 13),
    'write',
    ...noise.slice(13, 30),
    'split',
    'wipe',
    ...noise.slice(30),
  ])

  it('is told with nothing but the events it needs, for the promise that was broken and no other', async () => {
    const simulator = world()
    const shortest = await shrink(simulator, await simulator.replay(long))
    expect(shortest.trace).toEqual(['write', 'wipe'])
    expect(shortest.failure).toMatch(/^I1/)
  })

  it('is shortened as far as its time goes', async () => {
    const simulator = world()
    const failed = await simulator.replay(long)
    const shortest = await shrink(simulator, failed, 6)
    expect(simulator.played).toBeLessThanOrEqual(8)
    expect(shortest.failure).toMatch(/^I1/)
    expect(shortest.trace.length).toBeLessThan(failed.trace.length)
  })
})
