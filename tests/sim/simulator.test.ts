import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runSimulator } from './run-simulator.ts'

const regressions = join(import.meta.dirname, 'regressions')
const stories = readdirSync(regressions).filter((name) => name.endsWith('.json'))

describe('laptops, network and server under random faults', () => {
  it.concurrent.each([1, 151])('keep every promise in 150 stories from seed %i on', async (seed) => {
    const { lines, lastLine, code } = await runSimulator('--runs', '150', '--seed', String(seed))
    expect(lastLine, lines.join('\n')).toBe('150 passed, 0 failed')
    expect(code).toBe(0)
  })

  it.runIf(stories.length > 0)('keep the promises that they once broke', async () => {
    const { lines, lastLine } = await runSimulator(
      ...stories.flatMap((name) => ['--replay', join(regressions, name)]),
    )
    expect(lastLine, lines.join('\n')).toBe(`${stories.length} passed, 0 failed`)
  })
})

describe('the simulator', () => {
  // In the second one a lane of a laptop wakes the other, without any timer.
  it.each([
    { seed: '4711', runs: 6 },
    { seed: '66', runs: 1 },
  ])('tells the same story twice for one seed', async ({ seed, runs }) => {
    const play = () => runSimulator('--runs', String(runs), '--seed', seed, '--hashes')
    const [one, other] = await Promise.all([play(), play()])
    const hashes = one.lines.filter((line) => /^seed \d+ [0-9a-f]{16}$/.test(line))
    expect(hashes).toHaveLength(runs)
    expect(other.lines.filter((line) => hashes.includes(line))).toEqual(hashes)
  })

  it('says how many stories failed and ends with an error', async () => {
    const { lines, lastLine, code } = await runSimulator(
      ...[
        '--runs',
        '120',
        '--seed',
        '1',
        '--mutant',
        'delete-from-absence',
        '--until-failure',
        '--no-shrink',
      ],
    )
    expect(lines[0]).toBe('seed 1')
    expect(lastLine).toMatch(/^\d+ passed, 1 failed$/)
    expect(code).toBe(1)
  })
})
