import { describe, expect, it } from 'vitest'
import { callsInHand } from '../../../electron/data/host/calls-in-hand.ts'

const soon = () => new Promise<'still waiting'>((resolve) => setTimeout(() => resolve('still waiting'), 20))
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('work in the background', () => {
  it('goes on at once while nobody asks for anything', async () => {
    const calls = callsInHand(() => 0)
    await calls.quiet()
  })

  it('stands back until every call under way has its answer', async () => {
    const calls = callsInHand(() => 0)
    const [first, second] = [calls.begin(), calls.begin()]
    const quiet = calls.quiet()
    first()
    expect(await Promise.race([quiet, soon()])).toBe('still waiting')
    second()
    await quiet
  })

  it('stands back for a call that came while it already waited', async () => {
    const calls = callsInHand(() => 0)
    const first = calls.begin()
    const quiet = calls.quiet()
    await turns(3)
    const second = calls.begin()
    first()
    expect(await Promise.race([quiet, soon()])).toBe('still waiting')
    second()
    await quiet
  })

  it('goes on beside a call that takes long, such as a report, and is never kept waiting by one for ever', async () => {
    let now = 0
    const calls = callsInHand(() => now)
    calls.begin()
    const quiet = calls.quiet()
    expect(await Promise.race([quiet, soon()])).toBe('still waiting')
    now = 1000
    await quiet
  })
})
