import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hlcOf } from '#shared/sync/hlc.ts'
import { type ScriptedServer, scriptedServer, unitOfScript } from '../../support/scripted-server.ts'
import { startTestHost, type TestHost } from '../../support/test-host.ts'

describe('signing in and the calls on sync', () => {
  let server: ScriptedServer
  let host: TestHost
  beforeEach(async () => {
    server = await scriptedServer()
    host = await startTestHost()
  })
  afterEach(async () => {
    await host.close()
    await server.close()
  })

  const signIn = (login = '甲', password = 'right', serverUrl = server.url) =>
    host.call('account.signIn', { serverUrl, login, password })
  const saveEnterprise = async (name: string, investIntent: number | null = null) => {
    const id = uuidv7()
    await host.value('enterprises.save', { id, name, investIntent })
    return id
  }
  const enterprisesOnServer = () =>
    [...server.records].filter(([key]) => key.startsWith('enterprises')).map(([, state]) => state)

  it('makes the device its user’s and keeps the token out of every answer', async () => {
    expect(await host.value('account.status', {})).toEqual({
      account: null,
      signedIn: false,
      deviceName: '测试机',
    })
    const reply = await signIn()
    expect(reply).toMatchObject({ ok: true, value: { userName: '甲', organisation: '样本' } })
    expect(await host.value('account.status', {})).toMatchObject({
      signedIn: true,
      account: { userName: '甲', serverUrl: server.url },
    })
    expect(JSON.stringify(reply)).not.toContain('token-1')
    expect((await host.value('sync.now', {})).phase).toBe('idle')
    expect(server.requests.at(-1)?.authorization).toBe('Bearer token-1')
  })

  it('says what is wrong with a password, an address or whatever answers there', async () => {
    expect(await signIn('甲', 'wrong')).toMatchObject({ ok: false, code: 'account/wrong-credentials' })
    expect(await signIn('甲', 'right', 'http://example.com')).toMatchObject({ code: 'server/address' })
    expect(await signIn('甲', 'right', 'http://127.0.0.1:9')).toMatchObject({ code: 'server/unreachable' })
    server.forestall = () => ({ status: 200, type: 'text/html', body: '<html>' })
    server.requests.length = 0
    expect(await signIn()).toMatchObject({ code: 'server/captive-portal' })
    // A password must not reach something that is no Outpost server.
    expect(server.requests.map(({ path }) => path)).toEqual(['/health'])
  })

  it('lets no second user onto the device', async () => {
    await signIn('甲')
    expect(await signIn('乙乙')).toMatchObject({ ok: false, code: 'account/another-user' })
    expect(server.requests.at(-1)).toMatchObject({
      path: '/auth/sign-out',
      authorization: 'Bearer token-2',
    })
    expect(await host.value('account.status', {})).toMatchObject({ account: { userName: '甲' } })
  })

  it('signs out with and without network, and keeps what was not sent', async () => {
    await signIn()
    await saveEnterprise('甲公司')
    server.intercept = (_, answer) => answer
    server.forestall = ({ path }) =>
      path === '/push' ? { status: 503, type: 'application/json', body: '{}' } : null
    expect(await host.value('account.signOut', {})).toBe(null)
    expect(server.requests.some(({ path }) => path === '/auth/sign-out')).toBe(true)
    expect(await host.value('sync.status', {})).toMatchObject({ phase: 'signed-out', waiting: 1 })
    server.forestall = () => null
    await signIn()
    expect(await host.value('sync.now', {})).toMatchObject({ waiting: 0 })
    await server.close()
    expect(await host.value('account.signOut', {})).toBe(null)
    expect(await host.value('account.status', {})).toMatchObject({ signedIn: false })
    server = await scriptedServer()
  })

  it('names what waits and what was refused, and sends it again', async () => {
    await signIn()
    await host.value('sync.now', {})
    server.judge = () => ({ refuse: 'not-allowed' })
    await saveEnterprise('甲公司')
    expect(await host.value('sync.waiting', {})).toMatchObject([
      { table: 'enterprises', title: '甲公司', kind: 'create', reason: null },
    ])
    expect(await host.value('sync.now', {})).toMatchObject({ waiting: 0, refused: 1 })
    const [refused] = await host.value('sync.refused', {})
    expect(refused).toMatchObject({ title: '甲公司', reason: 'not-allowed' })
    server.judge = () => null
    await host.value('sync.retry', { opId: refused?.opId ?? '' })
    expect(await host.value('sync.now', {})).toMatchObject({ waiting: 0, refused: 0 })
    expect(enterprisesOnServer()).toHaveLength(1)
    expect(await host.call('sync.retry', { opId: refused?.opId })).toMatchObject({ code: 'record/not-found' })
  })

  it('settles a conflict for everybody with one of its values or with another one', async () => {
    await signIn()
    const id = await saveEnterprise('甲公司', 100)
    await host.value('sync.now', {})
    const conflict = async (v: number, ms: number) => {
      const state = server.records.get(`enterprises ${id}`)
      const op = {
        opId: uuidv7(),
        device: uuidv7(),
        incarnation: uuidv7(),
        localSeq: 1,
        table: 'enterprises',
        id,
        kind: 'set',
        fields: { investIntent: { v, hlc: hlcOf(ms, 0, '00000000000000bb'), base: [] } },
        schemaVersion: 1,
        author: uuidv7(),
      }
      expect(state).toBeDefined()
      server.take(op)
      await host.value('sync.now', {})
    }
    await conflict(200, 5)
    const [row] = await host.value('sync.conflicts', {})
    expect(row).toMatchObject({ title: '甲公司', field: 'investIntent' })
    expect(row?.values.map(({ value }) => value)).toEqual([100, 200])
    const target = { table: 'enterprises', recordId: id, field: 'investIntent' }
    await host.value('sync.resolve', { ...target, choice: { hlc: row?.values[1]?.hlc ?? '' } })
    expect(await host.value('sync.now', {})).toMatchObject({ conflicts: 0 })
    expect(server.records.get(`enterprises ${id}`)?.investIntent?.heads.map(({ v }) => v)).toEqual([200])

    await conflict(300, 6)
    expect(await host.call('sync.resolve', { ...target, choice: { value: -1 } })).toMatchObject({
      code: 'record/invalid',
    })
    await host.value('sync.resolve', { ...target, choice: { value: 250 } })
    expect(await host.value('sync.now', {})).toMatchObject({ conflicts: 0 })
    expect(server.records.get(`enterprises ${id}`)?.investIntent?.heads.map(({ v }) => v)).toEqual([250])
    expect(await host.call('sync.resolve', { ...target, choice: { value: 1 } })).toMatchObject({
      code: 'record/not-found',
    })
  })

  it('tells every window when something waits and when it is safe', async () => {
    await signIn()
    await host.value('sync.now', {})
    const seen = host.events.length
    await saveEnterprise('甲公司')
    await host.value('sync.now', {})
    await host.value('sync.status', {})
    const told = host.events.slice(seen).flatMap((event) => (event.type === 'sync' ? [event.status] : []))
    expect(told.some(({ waiting }) => waiting === 1)).toBe(true)
    expect(told.at(-1)).toMatchObject({ waiting: 0, phase: 'idle' })
    expect(server.feeds.get(unitOfScript)?.length).toBe(1)
  })
})
