import { describe, expect, it } from 'vitest'
import { mutants } from './mutants.ts'
import { runSimulator } from './run-simulator.ts'

/** Stories within which every planted fault must show. */
const mostRuns = 150

describe('the simulator notices when', () => {
  it.concurrent.each(Object.entries(mutants).map(([name, { fault }]) => ({ name, fault })))(
    '$fault',
    async ({ name }) => {
      const { lines, lastLine, code } = await runSimulator(
        ...['--runs', String(mostRuns), '--seed', '1', '--mutant', name, '--until-failure', '--no-shrink'],
      )
      expect(lastLine, lines.join('\n')).toMatch(/^\d+ passed, 1 failed$/)
      expect(code).toBe(1)
      // Noticed by a promise that is broken, not by a crash of the simulator.
      expect(lines.find((line) => line.includes('failed after'))).toMatch(/: I\d+: /)
    },
  )
})
