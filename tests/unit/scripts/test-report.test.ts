import { describe, expect, it } from 'vitest'
import { addCounts, playwrightCounts, vitestCounts, withExitCode } from '../../../scripts/test-report.ts'

describe('The last line of a test run', () => {
  it('counts the tests of both runners', () => {
    const unit = vitestCounts(
      JSON.stringify({ numPassedTests: 40, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 }),
    )
    const endToEnd = playwrightCounts(
      JSON.stringify({ stats: { expected: 7, unexpected: 1, flaky: 0, skipped: 0 } }),
    )
    expect(addCounts(unit, endToEnd)).toEqual({ passed: 47, failed: 2, skipped: 2 })
  })

  it('counts a test that passed only at the second try as failed', () => {
    const report = JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 1, skipped: 0 } })
    expect(playwrightCounts(report).failed).toBe(1)
  })

  it('never says that nothing failed when the run failed', () => {
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1)
    expect(withExitCode({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2)
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 0).failed).toBe(0)
  })

  it('is not made up from a file that is no report', () => {
    expect(() => vitestCounts('{}')).toThrow('not a report')
    expect(() => playwrightCounts('null')).toThrow('not a report')
  })
})
