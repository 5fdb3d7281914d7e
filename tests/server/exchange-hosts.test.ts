import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ExchangeState } from '#shared/contract/exchange.ts'
import { type HostProcess, startHostProcess } from '../support/host-process.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { visitDraft } from '../support/test-office.ts'

describe('two laptops as the app runs them', () => {
  let server: TestServer
  let url: string
  const hosts: HostProcess[] = []
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterEach(() => {
    for (const host of hosts.splice(0)) host.kill()
  })
  afterAll(() => server.stop())

  async function laptop(login: string): Promise<HostProcess> {
    const host = await startHostProcess(`${login} 的笔记本`)
    hosts.push(host)
    await host.value('account.signIn', { serverUrl: url, login, password: samplePassword })
    return host
  }
  async function syncAll(): Promise<void> {
    server.time.now = Date.now()
    for (let round = 0; round < 2; round += 1) for (const host of hosts) await host.value('sync.now', {})
  }
  async function trip(lead: HostProcess, guest: HostProcess): Promise<string> {
    const { account } = await guest.value('account.status', {})
    const tripId = uuidv7()
    await lead.value('trips.save', {
      ...{ id: tripId, title: '赴深圳招商', kind: 'small_team', state: 'on_the_way', cities: ['深圳'] },
      ...{ startOn: '2026-11-20', endOn: '2026-11-21', purpose: '推进产业链招商', legs: [] },
      members: [{ id: uuidv7(), name: '样例乙', role: 'member', userId: account?.userId ?? null }],
    })
    await syncAll()
    return tripId
  }
  const visit = (host: HostProcess, tripId: string) =>
    host.value('visits.save', {
      ...visitDraft({ newEnterprise: { name: '深圳样例公司' }, tripId, occurredOn: '2026-11-20' }),
    })
  async function reached(host: HostProcess, step: ExchangeState['step']): Promise<ExchangeState> {
    for (let tries = 0; tries < 3000; tries += 1) {
      const state = await host.value('exchange.state', {})
      if (state.step === step) return state
      if (state.step === 'failed') throw new Error(state.code)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`${step} was not reached`)
  }
  const ofTrip = (tripId: string) => ({
    ...{ text: '', from: null, to: null, type: null, outcomeLevel: null, enterpriseId: null },
    ...{ tripId, authorId: null, onlyLocal: false, limit: 100, offset: 0 },
  })

  it('exchange their trip over the network of the hotel, and the lead’s report counts what is not on the server', {
    timeout: 120_000,
  }, async () => {
    const [lead, guest] = [await laptop('jia'), await laptop('yi')]
    await syncAll()
    const tripId = await trip(lead, guest)
    await server.app.close()
    const peers = await lead.value('exchange.peers', {})
    expect(peers.ready).toBe(true)
    expect(peers.devices.map(({ deviceName }) => deviceName)).toContain('yi 的笔记本')
    expect(peers.trips).toMatchObject([{ tripId, title: '赴深圳招商' }])
    await visit(guest, tripId)
    await visit(guest, tripId)
    await visit(lead, tripId)

    const listening = await lead.value('exchange.listen', { address: '127.0.0.1' })
    if (listening.step !== 'listening') throw new Error(listening.step)
    // Found on the network, not typed.
    const waiting = async () =>
      (await guest.value('exchange.nearby', {})).find(({ port }) => port === listening.port)
    await expect.poll(waiting).toMatchObject({ name: 'jia 的笔记本' })
    const { address, port } = (await waiting()) ?? { address: '', port: 1 }
    await guest.value('exchange.connect', { address, port })
    const [a, b] = [await reached(lead, 'comparing'), await reached(guest, 'comparing')]
    expect(a).toEqual(b)
    await lead.value('exchange.confirmCode', { same: true })
    await guest.value('exchange.confirmCode', { same: true })
    expect(await reached(lead, 'arrived')).toMatchObject({
      preview: { senderUserName: '样例乙', parts: [{ notOnServer: 4, fresh: 4 }] },
    })
    await reached(guest, 'arrived')
    expect(await lead.value('exchange.takeOver', {})).toMatchObject({ applied: 4 })
    await guest.value('exchange.takeOver', {})
    for (const host of hosts) {
      const { rows } = await host.value('visits.list', ofTrip(tripId))
      expect(rows.map(({ safety }) => safety).sort()).toHaveLength(3)
    }
    const preview = await lead.value('reports.tripPreview', { tripId })
    expect(preview.report.isDraft).toBe(true)
    expect(preview.problems).toContainEqual(
      expect.objectContaining({ code: 'unsent-visits', params: expect.objectContaining({ count: 3 }) }),
    )
    expect(await lead.value('exchange.carried', {})).toMatchObject([{ userName: '样例乙', state: 'waiting' }])
    // What a colleague entrusted to this laptop may be nowhere else.
    const mayGo = await lead.value('sync.clearance', {})
    expect(mayGo).toMatchObject({ clear: false, carried: 4 })
    expect(mayGo.obstacles).toContain('carried')
    expect(lead.events.some((event) => event.type === 'exchange' && event.state.step === 'arrived')).toBe(
      true,
    )
  })

  it('exchange by a file, and one that was tampered with changes nothing and says why', {
    timeout: 120_000,
  }, async () => {
    await server.stop()
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    const [lead, guest, stranger] = [await laptop('jia'), await laptop('yi'), await laptop('bing')]
    await syncAll()
    const tripId = await trip(lead, guest)
    await visit(guest, tripId)
    const to = { kind: 'trip', tripId } as const
    const offer = await guest.value('exchange.offer', { to })
    expect(offer).toMatchObject({ notOnServer: 2 })
    expect(offer.fileName).toMatch(/^赴深圳招商 \d{4}-\d\d-\d\d\.outpost$/)
    const path = join(guest.folder, offer.fileName)
    const written = await guest.value('exchange.writeBundle', { to, fileToken: guest.grant(path, 'write') })
    expect(written).toMatchObject({ name: offer.fileName, notOnServer: 2 })

    const bytes = readFileSync(path)
    const before = await lead.value('visits.list', ofTrip(tripId))
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 23)) {
      const tampered = Buffer.from(bytes)
      tampered.writeUInt8((bytes[at] ?? 0) ^ 4, at)
      const bad = join(guest.folder, 'bad.outpost')
      writeFileSync(bad, tampered)
      const reply = await lead.call('exchange.readBundle', { fileToken: lead.grant(bad, 'read') })
      expect(reply).toMatchObject({ ok: false, code: expect.stringMatching(/^exchange\//) })
    }
    expect(await lead.value('visits.list', ofTrip(tripId))).toEqual(before)
    expect(
      await stranger.call('exchange.readBundle', { fileToken: stranger.grant(path, 'read') }),
    ).toMatchObject({
      code: 'exchange/not-for-you',
    })

    const token = lead.grant(path, 'read')
    expect(await lead.value('exchange.previewBundle', { fileToken: token })).toMatchObject({ fresh: 2 })
    expect(await lead.value('exchange.readBundle', { fileToken: token })).toMatchObject({ applied: 2 })
    expect(await lead.value('exchange.readBundle', { fileToken: token })).toMatchObject({
      applied: 0,
      known: expect.any(Number),
    })
    await syncAll()
    const { rows } = await lead.value('visits.list', ofTrip(tripId))
    expect(rows.map(({ safety }) => safety)).toEqual(['uploaded'])
    expect(await lead.value('exchange.carried', {})).toEqual([])
  })
})
