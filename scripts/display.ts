import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { SetupError, say } from './command-line.ts'
import { hasDisplay } from './system-libraries.ts'

/** A screen to open windows on. */
export interface Display {
  /** What a child process needs in its environment; empty when the session has its own display. */
  readonly environment: Readonly<Record<string, string>>
  readonly isVirtual: boolean
  stop(): void
}

let current: Promise<Display> | undefined

/**
 * The display of this process: the session's own, or one Xvfb (1366 x 768, a small laptop) started on the first
 * call and said on the console. It ends with `stop()` and at the latest with this process.
 * A child that is given `environment` uses the same one. Throws a SetupError when Xvfb does not start.
 */
export function withDisplay(): Promise<Display> {
  current ??= openDisplay()
  return current
}

async function openDisplay(): Promise<Display> {
  if (process.platform !== 'linux' || hasDisplay()) {
    return { environment: {}, isVirtual: process.env.OUTPOST_XVFB === '1', stop: () => {} }
  }
  const { number, stop } = await startXvfb()
  say(`no display here: windows open on a virtual one (Xvfb :${number}, 1366 x 768)`)
  return { environment: { DISPLAY: `:${number}`, OUTPOST_XVFB: '1' }, isVirtual: true, stop }
}

async function startXvfb(): Promise<{ number: string; stop: () => void }> {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1366x768x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Its own group: Ctrl+C in a terminal must reach the app first and the screen last.
    detached: true,
  })
  const stop = () => {
    process.off('exit', stop)
    current = undefined
    xvfb.kill()
  }
  process.on('exit', stop)
  const errors: string[] = []
  xvfb.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  try {
    const number = await firstLine(xvfb.stdio[3] as Readable, xvfb)
    // The screen must not keep this process alive once everything else has ended.
    xvfb.unref()
    for (const stream of [xvfb.stderr, xvfb.stdio[3]]) stream?.destroy()
    return { number, stop }
  } catch (error) {
    stop()
    throw new SetupError(`Xvfb did not start: ${error}\n${errors.join('')}`)
  }
}

function firstLine(stream: Readable, xvfb: NodeJS.EventEmitter): Promise<string> {
  return new Promise((settle, fail) => {
    let text = ''
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) settle(text.trim())
    })
    xvfb.once('error', fail)
    xvfb.once('exit', (code) => fail(new Error(`it ended with code ${code}`)))
    setTimeout(() => fail(new Error('it named no display within 20 s')), 20_000).unref()
  })
}
