import type { RunResult, Simulator, Story } from './run.ts'

/** Which promise was broken: the invariant's number, without what differs from run to run. */
function kindOf(failure: string | null): string {
  return failure === null ? '' : (/^\w+/.exec(failure)?.[0] ?? '')
}

/**
 * Leaves events out as long as the same promise is still broken: first large pieces, then single events.
 * @param budget most replays to spend
 */
export async function shrink(simulator: Simulator, failed: RunResult, budget = 150): Promise<RunResult> {
  let best = failed
  let left = budget
  const fails = async (story: Story): Promise<RunResult | null> => {
    left -= 1
    const result = await simulator.replay(story)
    return kindOf(result.failure) === kindOf(failed.failure) ? result : null
  }
  for (let size = Math.ceil(best.story.events.length / 2); size >= 1 && left > 0; ) {
    let shorter = false
    for (let from = best.story.events.length - size; from >= 0 && left > 0; from -= size) {
      const events = best.story.events.toSpliced(from, size)
      const result = await fails({ ...best.story, events })
      if (!result) continue
      best = result
      shorter = true
    }
    if (size === 1 && !shorter) break
    size = size === 1 ? 1 : Math.ceil(size / 2)
  }
  return best
}
