import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { HandlerContext } from '../../../electron/data/host/context.ts'
import { runDataHost } from '../../../electron/data/host/data-host.ts'
import type { Endpoint } from '../../../electron/data/host/dispatcher.ts'
import { endpoints } from '../../../electron/data/host/handlers.ts'
import type { CallReply, FromHost, HostEvent } from '../../../shared/contract/channel.ts'
import { withoutSync } from '../../support/without-sync.ts'

const passphrase = '一个足够长的口令'

/** A data host on a wire in memory, as main would drive it. */
function startHost(userData: string, more: Readonly<Record<string, Endpoint>> = {}) {
  const events: HostEvent[] = []
  const log: string[] = []
  const waiting = new Map<number, (reply: CallReply) => void>()
  let receive: (message: unknown) => void = () => undefined
  let closed: () => void = () => undefined
  const left = new Promise<void>((resolve) => {
    closed = resolve
  })
  let lastId = 0
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
    endpoints: new Map([...endpoints, ...Object.entries(more)]),
    startSync: withoutSync,
    log: { info: (text) => log.push(text), error: (text, cause) => log.push(`${text}: ${cause}`) },
    exit: closed,
  })
  const call = (name: string, input: unknown = {}) => {
    const id = ++lastId
    const reply = new Promise<CallReply>((resolve) => waiting.set(id, resolve))
    receive({ type: 'relay', window: 1, message: { type: 'call', id, name, input } })
    return reply
  }
  receive({ type: 'init', userData, osSecret: null, appVersion: '0.1.0', deviceName: '测试机' })
  return {
    call,
    events,
    log,
    post: (message: unknown) => receive(message),
    close: () => {
      receive({ type: 'close' })
      return left
    },
  }
}

const endpoint = <T extends z.ZodType>(
  input: T,
  handler: (context: HandlerContext, input: z.output<T>) => unknown,
): Endpoint => ({ input, handler })

describe('data host', () => {
  let folder: string
  let host: ReturnType<typeof startHost>
  const restart = async (more?: Readonly<Record<string, Endpoint>>) => {
    await host.close()
    host = startHost(folder, more)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost 前哨 '))
    host = startHost(folder)
  })
  afterEach(async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is new, then open, then locked until the passphrase is given', async () => {
    expect(await host.call('vault.status')).toMatchObject({ value: { state: 'new', keychain: false } })
    expect(await host.call('drafts.list')).toMatchObject({ ok: false, code: 'vault/locked' })
    const made = await host.call('vault.create', { passphrase })
    expect(made).toMatchObject({ ok: true, value: { recoveryCode: expect.any(String) } })
    expect(await host.call('vault.status')).toMatchObject({ value: { state: 'open' } })
    await restart()
    expect(await host.call('vault.status')).toMatchObject({ value: { state: 'locked' } })
    expect(await host.call('vault.unlock', { passphrase: '记错了的口令' })).toMatchObject({
      ok: false,
      code: 'vault/wrong-passphrase',
    })
    expect(await host.call('vault.unlock', { passphrase })).toMatchObject({ ok: true, value: null })
    expect(host.events).toContainEqual({ type: 'vault', state: 'open' })
    await host.call('vault.lock')
    expect(host.events.at(-1)).toEqual({ type: 'vault', state: 'locked' })
    expect(await host.call('drafts.list')).toMatchObject({ code: 'vault/locked' })
  })

  it('keeps the draft of a form over a restart until it is discarded', async () => {
    await host.call('vault.create', { passphrase })
    const body = { topics: '还没写完', ourPeople: [{ name: '甲' }] }
    await host.call('drafts.save', { key: 'visit:new', body: { topics: '先写的' } })
    await host.call('drafts.save', { key: 'visit:new', body })
    await restart()
    await host.call('vault.unlock', { passphrase })
    expect(await host.call('drafts.get', { key: 'visit:new' })).toMatchObject({
      value: { key: 'visit:new', body, updatedAt: expect.any(String) },
      tables: ['drafts'],
    })
    expect(await host.call('drafts.list')).toMatchObject({ value: [{ key: 'visit:new' }] })
    await host.call('drafts.discard', { key: 'visit:new' })
    expect(await host.call('drafts.get', { key: 'visit:new' })).toMatchObject({ ok: true, value: null })
  })

  it('announces to every window what was changed, once it is on the disk', async () => {
    await host.call('vault.create', { passphrase })
    host.events.length = 0
    await host.call('drafts.save', { key: 'a', body: 1 })
    expect(host.events).toEqual([{ type: 'changed', tables: ['drafts'] }])
    await host.call('drafts.list')
    expect(host.events).toHaveLength(1)
  })

  it('opens the store with the recovery code under a new passphrase', async () => {
    const made = await host.call('vault.create', { passphrase })
    await host.call('drafts.save', { key: 'a', body: '还在' })
    await restart()
    const { recoveryCode } = made.ok ? (made.value as { recoveryCode: string }) : { recoveryCode: '' }
    expect(
      await host.call('vault.recover', { recoveryCode, passphrase: '换过的新口令二〇二六' }),
    ).toMatchObject({
      ok: true,
    })
    expect(await host.call('drafts.get', { key: 'a' })).toMatchObject({ value: { body: '还在' } })
  })

  it('judges every input before a handler sees it and says which field is wrong', async () => {
    await host.call('vault.create', { passphrase })
    expect(await host.call('drafts.save', { key: '', body: 1 })).toMatchObject({
      ok: false,
      code: 'call/invalid',
      details: { problems: [{ path: ['key'] }] },
    })
    expect(await host.call('no.such.call')).toMatchObject({ ok: false, code: 'call/invalid' })
    expect(await host.call('__proto__')).toMatchObject({ ok: false, code: 'call/invalid' })
    host.post({ type: 'relay', window: 1, message: 'nonsense' })
    host.post(null)
    expect(await host.call('drafts.list')).toMatchObject({ ok: true })
  })

  it('shows nothing of an unforeseen failure and logs its cause', async () => {
    await restart({
      'test.fail': endpoint(z.object({}), () => {
        throw new Error('a detail nobody should see')
      }),
      'test.slow': endpoint(z.object({}), ({ read }) =>
        read(async () => {
          await new Promise((resolve) => setTimeout(resolve, 60))
          return 1
        }),
      ),
      'test.author': endpoint(z.object({}), ({ author }) => author()),
    })
    expect(await host.call('test.fail')).toEqual({
      type: 'reply',
      id: expect.any(Number),
      ok: false,
      code: 'internal',
      details: {},
    })
    expect(host.log.join()).toContain('a detail nobody should see')
    await host.call('vault.create', { passphrase })
    await host.call('test.slow')
    expect(host.log.join()).toMatch(/test\.slow held the store for \d+ ms/)
    expect(await host.call('test.author')).toMatchObject({ code: 'account/signed-out' })
  })

  it('reaches only files the user chose, and writes them whole', async () => {
    const token = z.object({ token: z.string() })
    await restart({
      'test.copy': endpoint(z.object({ from: z.string(), to: z.string() }), ({ files }, { from, to }) =>
        files.write(to, files.read(from)),
      ),
      'test.read': endpoint(token, ({ files }, input) => files.read(input.token).length),
      'test.write': endpoint(token, ({ files }, input) => files.write(input.token, new Uint8Array(3))),
    })
    const [from, to] = [join(folder, '名单.xlsx'), join(folder, '报告.docx')]
    writeFileSync(from, 'content')
    host.post({ type: 'grant', token: 'r', path: from, mode: 'read' })
    host.post({ type: 'grant', token: 'w', path: to, mode: 'write' })
    host.post({ type: 'grant', token: 'gone', path: join(folder, 'no such folder', 'x'), mode: 'write' })
    expect(await host.call('test.copy', { from: 'r', to: 'w' })).toMatchObject({ ok: true })
    expect(readFileSync(to, 'utf8')).toBe('content')
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
    for (const bad of ['w', from, 'x'])
      expect(await host.call('test.read', { token: bad })).toMatchObject({ code: 'file/not-granted' })
    expect(await host.call('test.write', { token: 'r' })).toMatchObject({ code: 'file/not-granted' })
    expect(await host.call('test.write', { token: 'gone' })).toMatchObject({ code: 'file/unwritable' })
  })
})
