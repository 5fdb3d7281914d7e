import { stripVTControlCharacters } from 'node:util'

/** How many tests of a run passed, failed and did not run. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** What a runner's report says: the counts, and every test that failed with what it said. */
export interface TestReport {
  readonly counts: TestCounts
  readonly failures: readonly Failure[]
}

export interface Failure {
  readonly test: string
  /** The beginning of the first message, on a few lines. */
  readonly said: string
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
export function vitestReport(text: string): TestReport {
  const report = fields(JSON.parse(text))
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report
  return {
    counts: {
      passed: count(numPassedTests),
      failed: count(numFailedTests),
      skipped: count(numPendingTests) + count(numTodoTests),
    },
    failures: list(report.testResults).map(fields).filter(hasFailed).flatMap(failuresOfFile),
  }
}

/** The failed tests of one file of Vitest; the file itself where it did not load. */
function failuresOfFile(file: Readonly<Record<string, unknown>>): readonly Failure[] {
  const failed = list(file.assertionResults).map(fields).filter(hasFailed)
  if (failed.length === 0) return [failure(file.name, file.message)]
  return failed.map(({ fullName, failureMessages }) =>
    failure(`${shortened(file.name)} > ${fullName}`, list(failureMessages)[0]),
  )
}

/** Reads the file that Playwright's JSON reporter writes; a flaky test counts as failed. Throws when it is not one. */
export function playwrightReport(text: string): TestReport {
  const report = fields(JSON.parse(text))
  const { expected, unexpected, flaky, skipped } = fields(report.stats)
  return {
    counts: {
      passed: count(expected),
      failed: count(unexpected) + count(flaky),
      skipped: count(skipped),
    },
    failures: list(report.suites).map(fields).flatMap(failuresOfSuite),
  }
}

/** The failed tests of one suite of Playwright and of the suites in it. */
function failuresOfSuite(suite: Readonly<Record<string, unknown>>): readonly Failure[] {
  const own = list(suite.specs)
    .map(fields)
    .flatMap(({ file, line, title, tests }) =>
      list(tests)
        .map(fields)
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) => failure(`${file}:${line} > ${title}`, firstError(results))),
    )
  return [...own, ...list(suite.suites).map(fields).flatMap(failuresOfSuite)]
}

function firstError(results: unknown): unknown {
  const errors = list(results).flatMap((result) => list(fields(result).errors))
  return errors.length === 0 ? '' : fields(errors[0]).message
}

/**
 * The counts of a run, given its exit code. A run that failed without a failed test (a file that does not load,
 * a runner that crashed) counts as one failure, so that the last line never says 0 failed for a failed run.
 */
export function withExitCode(counts: TestCounts, code: number): TestCounts {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

const hasFailed = ({ status }: Readonly<Record<string, unknown>>) => status === 'failed'

const linesShown = 12

function failure(test: unknown, message: unknown): Failure {
  const said = stripVTControlCharacters(String(message ?? ''))
  return { test: shortened(test), said: said.split('\n').slice(0, linesShown).join('\n') }
}

/** A test's file as seen from the project: the folder above says nothing and differs on every machine. */
const shortened = (name: unknown) => String(name).replace(/^.*?(?=tests\/)/, '')

/** A part that a report leaves out holds nothing. */
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function fields(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('not a report of a test run')
  return { ...value }
}

function count(value: unknown): number {
  if (typeof value !== 'number') throw new Error('not a report of a test run')
  return value
}
