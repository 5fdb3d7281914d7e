import { describe, expect, it } from 'vitest'
import { addCounts, playwrightReport, vitestReport, withExitCode } from '../../../scripts/test-report.ts'

describe('The last line of a test run', () => {
  it('counts the tests of both runners', () => {
    const unit = vitestReport(
      JSON.stringify({ numPassedTests: 40, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 }),
    ).counts
    const endToEnd = playwrightReport(
      JSON.stringify({ stats: { expected: 7, unexpected: 1, flaky: 0, skipped: 0 } }),
    ).counts
    expect(addCounts(unit, endToEnd)).toEqual({ passed: 47, failed: 2, skipped: 2 })
  })

  it('counts a test that passed only at the second try as failed', () => {
    const report = JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 1, skipped: 0 } })
    expect(playwrightReport(report).counts.failed).toBe(1)
  })

  it('never says that nothing failed when the run failed', () => {
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1)
    expect(withExitCode({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2)
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 0).failed).toBe(0)
  })

  it('is not made up from a file that is no report', () => {
    expect(() => vitestReport('{}')).toThrow('not a report')
    expect(() => playwrightReport('null')).toThrow('not a report')
  })

  it('names what failed in Vitest, and the file that did not load', () => {
    const report = JSON.stringify({
      ...{ numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 },
      testResults: [
        {
          name: '/anywhere/tests/unit/a.test.ts',
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'a holds', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'b holds',
              failureMessages: ['\u001b[31mexpected 1\u001b[39m\n at x'],
            },
          ],
        },
        {
          name: '/anywhere/tests/unit/b.test.ts',
          status: 'failed',
          message: 'no such module',
          assertionResults: [],
        },
        { name: '/anywhere/tests/unit/c.test.ts', status: 'passed', message: '', assertionResults: [] },
      ],
    })
    expect(vitestReport(report).failures).toEqual([
      { test: 'tests/unit/a.test.ts > b holds', said: 'expected 1\n at x' },
      { test: 'tests/unit/b.test.ts', said: 'no such module' },
    ])
  })

  it('names what failed in Playwright, in whatever suite it stands', () => {
    const spec = (status: string, title: string) => ({
      ...{ file: 'trip.spec.ts', line: 7, title },
      tests: [{ status, results: [{ errors: status === 'expected' ? [] : [{ message: 'not visible' }] }] }],
    })
    const report = JSON.stringify({
      stats: { expected: 1, unexpected: 2, flaky: 0, skipped: 0 },
      suites: [
        { specs: [spec('expected', 'opens')], suites: [{ specs: [spec('unexpected', 'shuts')] }] },
        { specs: [spec('flaky', 'turns')] },
      ],
    })
    expect(playwrightReport(report).failures).toEqual([
      { test: 'trip.spec.ts:7 > shuts', said: 'not visible' },
      { test: 'trip.spec.ts:7 > turns', said: 'not visible' },
    ])
  })
})
