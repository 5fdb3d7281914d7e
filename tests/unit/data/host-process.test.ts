import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallReply, FromHost, ToHost } from '../../../shared/contract/channel.ts'

const script = resolve(import.meta.dirname, '../../../electron/data/index.ts')
const passphrase = '一个足够长的口令'

describe('data host process', () => {
  let userData: string
  const children: ChildProcess[] = []
  beforeEach(() => {
    userData = mkdtempSync(join(tmpdir(), 'outpost 张三 测试 '))
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    rmSync(userData, { recursive: true, force: true })
  })

  /** Starts the host as main does on an Electron that cannot load the addon, and waits until it is ready. */
  async function start() {
    const child = fork(script, [], { execArgv: [], serialization: 'advanced', silent: true })
    children.push(child)
    const exited = new Promise<number | null>((done) => child.once('exit', done))
    const next = <T>(pick: (message: FromHost) => T | undefined) =>
      new Promise<T>((done) => {
        const listen = (message: unknown) => {
          const picked = pick(message as FromHost)
          if (picked === undefined) return
          child.off('message', listen)
          done(picked)
        }
        child.on('message', listen)
      })
    const post = (message: ToHost) => child.send(message)
    const ready = next((message) => (message.type === 'ready' ? true : undefined))
    post({ type: 'init', userData, osSecret: null, appVersion: '0.1.0', deviceName: '测试机' })
    await ready
    let lastId = 0
    const call = (name: string, input: unknown): Promise<CallReply> => {
      const id = ++lastId
      const reply = next((message) =>
        message.type === 'relay' && message.message.id === id ? message.message : undefined,
      )
      post({ type: 'relay', window: 1, message: { type: 'call', id, name, input } })
      return reply
    }
    return { child, exited, call, post, next }
  }

  it('saves a draft, closes in order and leaves nothing but the store and its key ring', async () => {
    const host = await start()
    expect(await host.call('vault.create', { passphrase })).toMatchObject({ ok: true })
    expect(await host.call('drafts.save', { key: 'visit:new', body: '写到一半' })).toMatchObject({ ok: true })
    const closed = host.next((message) => (message.type === 'closed' ? true : undefined))
    host.post({ type: 'close' })
    await closed
    expect(await host.exited).toBe(0)
    expect(readdirSync(userData).sort()).toEqual([
      'ballast.bin',
      'identity.json',
      'keyring.json',
      'keyring.json.bak',
      'outpost.db',
    ])
  })

  it('has the draft again after it was killed in the middle of work', async () => {
    const killed = await start()
    await killed.call('vault.create', { passphrase })
    await killed.call('drafts.save', { key: 'visit:new', body: '写到一半' })
    killed.child.kill('SIGKILL')
    await killed.exited
    const host = await start()
    expect(await host.call('vault.unlock', { passphrase })).toMatchObject({ ok: true })
    expect(await host.call('drafts.get', { key: 'visit:new' })).toMatchObject({ value: { body: '写到一半' } })
  })

  it('leaves when the app that started it is gone', async () => {
    const host = await start()
    await host.call('vault.create', { passphrase })
    host.child.disconnect()
    expect(await host.exited).toBe(0)
  })
})
