import type { CallReply, FromHost, HostEvent, HostInit, ToHost } from '#shared/contract/channel.ts'
import type { CallOutcome } from '#shared/contract/window.ts'
import type { Channel } from './channel.ts'

export interface HostSupervisor {
  /** Passes a window's call on, unread, and resolves with its outcome. Never rejects. */
  readonly call: (window: number, name: string, input: unknown) => Promise<CallOutcome>
  readonly post: (message: ToHost) => void
  /** Asks the host to finish and leave; ends it by force after the grace time. */
  readonly close: () => Promise<void>
}

interface Options {
  readonly start: () => Channel
  readonly init: HostInit
  readonly onEvent: (event: HostEvent) => void
  readonly log: (line: string) => void
  readonly graceMs?: number
  readonly firstDelayMs?: number
}

const longestDelayMs = 30_000
/** A host that ran this long was healthy: the next death starts again with the first delay. */
const healthyMs = 60_000

const unavailable: CallOutcome = { ok: false, code: 'host/unavailable', details: {} }

/**
 * Keeps one data host alive: starts it, relays calls and replies without reading them, starts it again with
 * growing delays when it dies. Calls under way at a death are answered with `host/unavailable`; what they had
 * committed is safe, since the store writes row and operation in one transaction.
 */
export function superviseHost({
  start,
  init,
  onEvent,
  log,
  graceMs = 5000,
  firstDelayMs = 300,
}: Options): HostSupervisor {
  const pending = new Map<number, (outcome: CallOutcome) => void>()
  let nextId = 1
  let channel: Channel | null = null
  let ready: Promise<void> = Promise.resolve()
  let delayMs = firstDelayMs
  let closing = false
  let gone: (() => void) | null = null

  launch()
  return { call, post: (message) => channel?.post(message), close }

  function launch(): void {
    const startedAt = Date.now()
    let becameReady: () => void = () => undefined
    ready = new Promise((resolve) => {
      becameReady = resolve
    })
    const started = start()
    channel = started
    started.onOutput((line) => log(line.trimEnd()))
    started.onMessage((message) => receive(message, becameReady))
    started.onExit((code) => {
      channel = null
      becameReady()
      failPending()
      gone?.()
      if (closing) return
      if (Date.now() - startedAt > healthyMs) delayMs = firstDelayMs
      log(`data host ended with code ${code}; starting again in ${delayMs} ms`)
      ready = new Promise((resolve) => {
        setTimeout(() => {
          if (!closing) launch()
          ready.then(resolve)
        }, delayMs)
      })
      delayMs = Math.min(delayMs * 2, longestDelayMs)
    })
    started.post(init)
  }

  function receive(message: FromHost, becameReady: () => void): void {
    if (message.type === 'ready') becameReady()
    else if (message.type === 'relay') settle(message.message)
    else if (message.type === 'broadcast') onEvent(message.event)
  }

  function settle(reply: CallReply): void {
    const resolve = pending.get(reply.id)
    pending.delete(reply.id)
    resolve?.(
      reply.ok
        ? { ok: true, value: reply.value, tables: reply.tables }
        : { ok: false, code: reply.code, details: reply.details },
    )
  }

  function failPending(): void {
    const waiting = [...pending.values()]
    pending.clear()
    for (const resolve of waiting) resolve(unavailable)
  }

  async function call(window: number, name: string, input: unknown): Promise<CallOutcome> {
    await ready
    const target = channel
    if (!target) return unavailable
    const id = nextId++
    return new Promise((resolve) => {
      pending.set(id, resolve)
      target.post({ type: 'relay', window, message: { type: 'call', id, name, input } })
    })
  }

  async function close(): Promise<void> {
    closing = true
    const target = channel
    if (!target) return
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => {
        log('data host did not leave in time; ending it')
        target.kill()
      }, graceMs)
      gone = () => {
        clearTimeout(force)
        resolve()
      }
      target.post({ type: 'close' })
    })
  }
}
