import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallReply, FromHost, HostEvent } from '#shared/contract/channel.ts'
import type { CallName, Input, Output } from '#shared/contract/index.ts'
import { runDataHost } from '../../electron/data/host/data-host.ts'
import { endpoints } from '../../electron/data/host/handlers.ts'
import { startSyncWith } from '../../electron/data/sync/start-sync.ts'

export interface TestHost {
  /** Calls as a window does. */
  readonly call: (name: CallName, input?: unknown) => Promise<CallReply>
  /** Calls and hands out the value. @throws when the call fails */
  readonly value: <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>
  readonly events: readonly HostEvent[]
  readonly close: () => Promise<void>
}

/** A data host with an open vault and the real sync, whose rounds happen only when called for. */
export async function startTestHost(): Promise<TestHost> {
  const folder = mkdtempSync(join(tmpdir(), 'outpost 前哨 '))
  const events: HostEvent[] = []
  const waiting = new Map<number, (reply: CallReply) => void>()
  let receive: (message: unknown) => void = () => undefined
  let exit: () => void = () => undefined
  const left = new Promise<void>((resolve) => {
    exit = resolve
  })
  runDataHost({
    channel: {
      send: (message: FromHost) => {
        if (message.type === 'broadcast') events.push(message.event)
        if (message.type === 'relay') waiting.get(message.message.id)?.(message.message)
      },
      onMessage: (listener) => {
        receive = listener
      },
      onDisconnect: () => undefined,
    },
    endpoints,
    startSync: (surroundings) =>
      startSyncWith(surroundings, {
        now: Date.now,
        random: () => 0.5,
        after: () => () => undefined,
        intervalMs: 60_000,
        idleMs: 5000,
        step: () => undefined,
      }),
    log: { info: () => undefined, error: () => undefined },
    exit,
  })
  let last = 0
  const call = (name: CallName, input: unknown = {}) => {
    const id = ++last
    const reply = new Promise<CallReply>((resolve) => waiting.set(id, resolve))
    receive({ type: 'relay', window: 1, message: { type: 'call', id, name, input } })
    return reply
  }
  const value = async <N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> => {
    const reply = await call(name, input)
    if (!reply.ok) throw new Error(`${name}: ${reply.code}`)
    // The contract says what this call answers.
    return reply.value as Output<N>
  }
  receive({ type: 'init', userData: folder, osSecret: null, appVersion: '0.1.0', deviceName: '测试机' })
  await value('vault.create', { passphrase: '一个足够长的口令' })
  return {
    call,
    value,
    events,
    close: async () => {
      receive({ type: 'close' })
      await left
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
