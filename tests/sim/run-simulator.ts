import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { inject } from 'vitest'

export interface SimulatorOutput {
  readonly code: number
  readonly lines: readonly string[]
  /** `N passed, M failed`. */
  readonly lastLine: string
}

/** Runs `npm run sim` with these arguments on the test run's PostgreSQL. */
export function runSimulator(...args: readonly string[]): Promise<SimulatorOutput> {
  const cli = resolve(import.meta.dirname, 'cli.ts')
  const env = { ...process.env, OUTPOST_SIM_CLUSTER: inject('postgresUrl') }
  return new Promise((settle) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const lines = `${stderr}${stdout}`.trimEnd().split('\n')
        settle({ code: error ? Number(error.code ?? 1) : 0, lines, lastLine: lines.at(-1) ?? '' })
      },
    )
  })
}
