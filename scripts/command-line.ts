import { type SpawnOptions, spawn } from 'node:child_process'

/** Something the user can mend: printed as it is, without a stack. */
export class SetupError extends Error {
  override name = 'SetupError'
}

/** What a finished command left behind. A command ended by a signal has no code. */
export interface CommandResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Prints one line about what a script is doing. */
export function say(message: string): void {
  console.log(`[outpost] ${message}`)
}

/**
 * Runs a command to its end and collects its output; `undefined` when the program does not exist.
 * A code other than 0 is returned, not thrown.
 */
export function collect(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<CommandResult | undefined> {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? settle(undefined) : fail(error),
    )
    child.once('close', (code, signal) =>
      settle({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    )
  })
}

/**
 * Runs a command with its output on this console and returns its exit code (1 when a signal ended it).
 * SIGTERM and SIGHUP are passed on, and SIGINT where no terminal does it, so the command closes before this script.
 * Throws when the program cannot be started.
 */
export function runVisibly(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const passOn = (signal: NodeJS.Signals) => {
      // Ctrl+C reaches every program in the terminal; Electron takes a second SIGINT as an order to die at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of passedOnSignals) process.on(signal, passOn)
    const stopListening = () => {
      for (const signal of passedOnSignals) process.off(signal, passOn)
    }
    child.once('error', (error) => {
      stopListening()
      fail(error)
    })
    child.once('close', (code) => {
      stopListening()
      settle(code ?? 1)
    })
  })
}

const passedOnSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs a script's main function and ends the process with the code it returns, or 1 when it throws. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}\n` : error)
    process.exitCode = 1
  }
}
