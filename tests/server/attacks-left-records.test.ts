import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realLaptop } from '../support/real-laptop.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let bing: ServerDevice
beforeAll(async () => {
  server = await testServer()
  bing = await server.device('bing')
})
afterAll(() => server.stop())

const secret = '只给本单位看的话'

describe('a record that was in a scope before somebody came to it', () => {
  let scope: string
  let left: string
  let stayed: string
  beforeAll(async () => {
    const trip = sample.trip(bing)
    const [going, staying] = [sample.enterprise(bing), sample.enterprise(bing)]
    const visit = sample.visit(bing, going.id, { tripId: trip.id })
    await bing.push(trip, going, staying, visit, sample.visit(bing, staying.id, { tripId: trip.id }))
    await bing.push(bing.set('enterprises', going.id, { remarks: secret }))
    await bing.push(bing.delete('visits', visit.id))
    await bing.push(sample.member(bing, trip.id, (await server.device('yi')).user.id))
    scope = `trip:${trip.id}`
    left = going.id
    stayed = staying.id
  })

  it('is told to them as one that left, and nothing of what it was', async () => {
    const yi = await server.device('yi')
    const page = await yi.request('GET', '/changes')
    expect(page.body).toContain(scope)
    expect(page.body).toContain(stayed)
    expect(page.body).not.toContain(secret)
    await yi.pull()
    const ofIt = yi.received.filter((line) => line.endsWith(`enterprises ${left}`))
    expect(new Set(ofIt)).toEqual(new Set([`${scope} leave enterprises ${left}`]))
    expect(yi.sees('enterprises', stayed)).toBe(true)
  })

  it('leaves nothing on the laptop of whoever comes later', async () => {
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    const laptop = await realLaptop(server, { by: url, login: 'yi' })
    expect(await laptop.sync()).toMatchObject({ problem: null })
    const held = await laptop.store().read((db) => db.selectFrom('membership').select('recordId').execute())
    const ids = held.map(({ recordId }) => recordId)
    expect(ids).toContain(stayed)
    expect(ids).not.toContain(left)
    expect(await laptop.sight()).not.toContain(secret)
    await laptop.remove()
  })

  it('is not in a snapshot either that was made before it left', async () => {
    const trip = sample.trip(bing)
    const going = sample.enterprise(bing, { remarks: secret })
    const visit = sample.visit(bing, going.id, { tripId: trip.id })
    await bing.push(trip, going, visit)
    const path = `/snapshot?scope=${encodeURIComponent(`trip:${trip.id}`)}`
    expect((await bing.request('GET', path)).body).toContain(secret)
    await bing.push(bing.delete('visits', visit.id))
    await bing.push(sample.member(bing, trip.id, (await server.device('yi')).user.id))
    const late = await server.device('yi')
    const snapshot = await late.request('GET', path)
    expect(snapshot.body).toContain(trip.id)
    expect(snapshot.body).not.toContain(secret)
  })

  it('still leaves the laptop of whoever had it', async () => {
    const early = await server.device('bing')
    await early.pull()
    expect(early.received).toContain(`${scope} leave enterprises ${left}`)
    expect(early.sees('enterprises', left)).toBe(true)
  })
})
