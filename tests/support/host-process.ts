import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { CallReply, FromHost, HostEvent, ToHost } from '#shared/contract/channel.ts'
import type { CallName, Input, Output } from '#shared/contract/index.ts'

const script = resolve(import.meta.dirname, '../../electron/data/index.ts')

/** A data host in a process of its own, as main starts it, with an open vault. */
export interface HostProcess {
  readonly folder: string
  readonly events: HostEvent[]
  readonly call: (name: CallName, input: unknown) => Promise<CallReply>
  /** The value of a call that succeeds. @throws Error with the code of one that fails */
  readonly value: <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>
  /** As if the user had chosen a file in a dialog. @returns its token */
  readonly grant: (path: string, mode: 'read' | 'write') => string
  readonly kill: () => void
  /** Ends it at once, as a crash does; its folder stays for the next one. */
  readonly crash: () => Promise<void>
}

/** @param from folder of one that crashed, to go on where it stood */
export async function startHostProcess(deviceName: string, from?: string): Promise<HostProcess> {
  const folder = from ?? mkdtempSync(join(tmpdir(), 'outpost 张三 测试 '))
  const child: ChildProcess = fork(script, [], { execArgv: [], serialization: 'advanced', silent: true })
  const events: HostEvent[] = []
  const waiting = new Map<number, (reply: CallReply) => void>()
  const ready = new Promise<void>((done) => {
    child.on('message', (message) => {
      // The host sends nothing else.
      const { type, ...rest } = message as FromHost & { message?: CallReply; event?: HostEvent }
      if (type === 'ready') done()
      if (type === 'broadcast' && rest.event) events.push(rest.event)
      if (type === 'relay' && rest.message) waiting.get(rest.message.id)?.(rest.message)
    })
  })
  const post = (message: ToHost) => child.send(message)
  post({ type: 'init', userData: folder, osSecret: null, appVersion: '0.1.0', deviceName })
  await ready
  let last = 0
  const call = (name: CallName, input: unknown): Promise<CallReply> => {
    const id = ++last
    const reply = new Promise<CallReply>((done) => waiting.set(id, done))
    post({ type: 'relay', window: 1, message: { type: 'call', id, name, input } })
    return reply
  }
  const host: HostProcess = {
    folder,
    events,
    call,
    value: async (name, input) => {
      const reply = await call(name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.details)}`)
      // The contract says what this call answers.
      return reply.value as Output<typeof name>
    },
    grant: (path, mode) => {
      const token = `${mode} ${path}`
      post({ type: 'grant', token, path, mode })
      return token
    },
    kill: () => {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
    crash: async () => {
      const ended = new Promise((done) => child.once('close', done))
      child.kill('SIGKILL')
      await ended
    },
  }
  await host.value(from === undefined ? 'vault.create' : 'vault.unlock', { passphrase: '一个足够长的口令' })
  return host
}
