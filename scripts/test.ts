import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runMain, runVisibly, say } from './command-line.ts'
import { outputFolder, projectRoot } from './paths.ts'
import { electronEnvironment, type PreparedApp, prepareApp } from './prepare-app.ts'
import {
  addCounts,
  type Failure,
  noTests,
  playwrightReport,
  type TestCounts,
  type TestReport,
  vitestReport,
  withExitCode,
} from './test-report.ts'

/** One part of the run and how it went. A check has no tests of its own: it counts only when it fails. */
interface Part {
  readonly name: string
  readonly counts: TestCounts
  readonly failures: readonly Failure[]
  readonly seconds: number
}

const reports = join(outputFolder, 'test-results')
const tools = {
  types: 'node_modules/typescript/bin/tsc',
  lint: 'node_modules/@biomejs/biome/bin/biome',
  vitest: 'node_modules/vitest/vitest.mjs',
  playwright: 'node_modules/@playwright/test/cli.js',
} as const

/**
 * `npm test` runs every check and every test; `npm run test:e2e` (argument `e2e`) only Playwright, passing further
 * arguments on to it. Every part runs even when an earlier one failed. The last line is `N passed, M failed`.
 */
await runMain(async () => {
  const [only, ...rest] = process.argv.slice(2)
  await mkdir(reports, { recursive: true })
  const prepared = await prepareApp()
  const parts: Part[] = []
  try {
    if (only !== 'e2e') {
      parts.push(await check('types', tools.types, ['-b']))
      parts.push(await check('lint and format', tools.lint, ['ci', '.']))
      parts.push(await vitest())
    }
    parts.push(await playwright(prepared, rest))
  } finally {
    prepared.display.stop()
  }
  return summarise(parts)
})

async function check(name: string, tool: string, args: readonly string[]): Promise<Part> {
  return timed(name, async () => ({
    counts: withExitCode(noTests, await runTool(tool, args)),
    failures: [],
  }))
}

async function vitest(): Promise<Part> {
  const report = join(reports, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return timed('vitest', () =>
    countedRun(report, vitestReport, () =>
      runTool(tools.vitest, ['run', ...reporters], {
        ...process.env,
        // Hundreds of servers, commands and laptops are started as processes of their own; they share what is compiled.
        NODE_COMPILE_CACHE: join(outputFolder, 'compile-cache'),
      }),
    ),
  )
}

async function playwright({ display }: PreparedApp, args: readonly string[]): Promise<Part> {
  const report = join(reports, 'playwright.json')
  const env = electronEnvironment(display)
  return timed('playwright (real Electron)', () =>
    countedRun(report, playwrightReport, () => runTool(tools.playwright, ['test', ...args], env)),
  )
}

/** Runs a test runner and reads its report; a report of an earlier run cannot stand in for it. */
async function countedRun(
  report: string,
  read: (text: string) => TestReport,
  run: () => Promise<number>,
): Promise<TestReport> {
  await rm(report, { force: true })
  const code = await run()
  try {
    const { counts, failures } = read(await readFile(report, 'utf8'))
    return { counts: withExitCode(counts, code), failures }
  } catch (error) {
    say(`the runner left no report: ${error}`)
    return { counts: withExitCode(noTests, 1), failures: [] }
  }
}

function runTool(tool: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  say(`running ${tool.replace(/^node_modules\//, '')} ${args[0]}`)
  return runVisibly(process.execPath, [join(projectRoot, tool), ...args], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function timed(name: string, run: () => Promise<TestReport>): Promise<Part> {
  const started = performance.now()
  const report = await run()
  return { name, ...report, seconds: (performance.now() - started) / 1000 }
}

function summarise(parts: readonly Part[]): number {
  console.log('')
  // Named once more at the end: what a runner said of them is hundreds of lines above.
  for (const { test, said } of parts.flatMap((part) => part.failures)) say(`failed: ${test}\n${said}\n`)
  for (const { name, counts, seconds } of parts) {
    const result = counts.failed === 0 ? 'ok' : 'FAILED'
    const numbers = [
      ...(counts.passed > 0 ? [`${counts.passed} passed`] : []),
      ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
      ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ]
    say(`${result.padEnd(6)} ${[name, ...numbers].join(', ')} (${seconds.toFixed(1)} s)`)
  }
  const total = parts.map((part) => part.counts).reduce(addCounts, noTests)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}
