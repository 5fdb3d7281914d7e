/** How many tests of a run passed, failed and did not run. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const noTests: TestCounts = { passed: 0, failed: 0, skipped: 0 }

/** Adds two runs. */
export function addCounts(left: TestCounts, right: TestCounts): TestCounts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  }
}

/** Reads the file that Vitest's JSON reporter writes. Throws when it is not one. */
export function vitestCounts(report: string): TestCounts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = fields(JSON.parse(report))
  return {
    passed: count(numPassedTests),
    failed: count(numFailedTests),
    skipped: count(numPendingTests) + count(numTodoTests),
  }
}

/** Reads the file that Playwright's JSON reporter writes; a flaky test counts as failed. Throws when it is not one. */
export function playwrightCounts(report: string): TestCounts {
  const { expected, unexpected, flaky, skipped } = fields(fields(JSON.parse(report)).stats)
  return {
    passed: count(expected),
    failed: count(unexpected) + count(flaky),
    skipped: count(skipped),
  }
}

/**
 * The counts of a run, given its exit code. A run that failed without a failed test (a file that does not load,
 * a runner that crashed) counts as one failure, so that the last line never says 0 failed for a failed run.
 */
export function withExitCode(counts: TestCounts, code: number): TestCounts {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function fields(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('not a report of a test run')
  return { ...value }
}

function count(value: unknown): number {
  if (typeof value !== 'number') throw new Error('not a report of a test run')
  return value
}
