import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUnit } from '../../server/administration/units.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

async function pushed(device: ServerDevice, ...ops: readonly unknown[]): Promise<void> {
  const results = await device.push(...ops)
  expect(results.filter(({ status }) => status === 'quarantined')).toEqual([])
}

describe('who receives what', () => {
  it('gives every signed-in person the units and users of the organisation', async () => {
    const bing = await server.device('bing')
    await bing.pull()
    const people = [...bing.records.keys()].filter((key) => key.startsWith('users '))
    expect(people.length).toBe(server.organisation.users.length)
    expect(bing.values('units', server.organisation.units.liaison).name).toBe('样例市驻深圳办事处')
  })

  it('shows a unit the records of the units below it, and not the other way round', async () => {
    const [jia, bing, yi] = [
      await server.device('jia'),
      await server.device('bing'),
      await server.device('yi'),
    ]
    const enterprise = sample.enterprise(bing)
    await pushed(bing, enterprise)
    const own = sample.enterprise(jia)
    await pushed(jia, own)
    for (const device of [jia, bing, yi]) await device.pull()
    expect(jia.sees('enterprises', enterprise.id)).toBe(true)
    expect(yi.sees('enterprises', enterprise.id)).toBe(false)
    expect(bing.sees('enterprises', own.id)).toBe(false)
  })

  it('shows a new unit to the units above it from its first record on', async () => {
    const deeper = await createUnit(server.db, {
      name: '样例园区',
      kind: 'park',
      parentId: server.organisation.units.zone,
    })
    const bing = await server.device('bing')
    await bing.pull()
    expect(bing.grants).toContain(`unit:${deeper}`)
  })

  it('opens a trip to a member of another unit and closes it when the membership ends', async () => {
    const [jia, yi] = [await server.device('jia'), await server.device('yi')]
    const trip = sample.trip(jia)
    await pushed(jia, trip)
    await yi.pull()
    expect(yi.sees('trips', trip.id)).toBe(false)

    const member = sample.member(jia, trip.id, yi.user.id)
    await pushed(jia, member)
    await yi.pull()
    expect(yi.grants).toContain(`trip:${trip.id}`)
    expect(yi.values('trips', trip.id).title).toBe('样例赴深圳招商')

    await pushed(jia, jia.delete('tripMembers', member.id))
    await yi.pull()
    expect(yi.grants).not.toContain(`trip:${trip.id}`)
  })

  it("gives a trip's unit what a guest records on the trip", async () => {
    const [bing, yi] = [await server.device('bing'), await server.device('yi')]
    const trip = sample.trip(bing)
    await pushed(bing, trip, sample.member(bing, trip.id, yi.user.id))
    await yi.pull()
    const enterprise = sample.enterprise(yi)
    const visit = sample.visit(yi, enterprise.id, { tripId: trip.id })
    await pushed(yi, enterprise, visit)
    await bing.pull()
    expect(bing.sees('visits', visit.id)).toBe(true)
    expect(bing.sees('enterprises', enterprise.id)).toBe(true)
  })

  it('lets a guest write for the unit of the trip on that trip', async () => {
    const [bing, yi] = [await server.device('bing'), await server.device('yi')]
    const trip = sample.trip(bing)
    const enterprise = sample.enterprise(bing)
    const known = sample.visit(bing, enterprise.id, { tripId: trip.id })
    await pushed(bing, trip, enterprise, known, sample.member(bing, trip.id, yi.user.id))
    await yi.pull()
    await pushed(yi, sample.visit(yi, enterprise.id, { tripId: trip.id, unitId: bing.user.unitId }))
  })
})

describe('enterprises that a trip visits', () => {
  it('come to the members with their contacts and posts, and leave when the last visit goes', async () => {
    const [bing, yi] = [await server.device('bing'), await server.device('yi')]
    const trip = sample.trip(bing)
    const enterprise = sample.enterprise(bing)
    const contact = sample.contact(bing)
    const post = sample.post(bing, contact.id, enterprise.id)
    await pushed(bing, trip, sample.member(bing, trip.id, yi.user.id), enterprise, contact, post)
    await yi.pull()
    expect(yi.sees('enterprises', enterprise.id)).toBe(false)

    const visit = sample.visit(bing, enterprise.id, { tripId: trip.id })
    const leg = bing.create('tripLegs', {
      tripId: trip.id,
      date: '2026-03-10',
      half: 'morning',
      activity: '样例走访',
      enterpriseId: enterprise.id,
    })
    await pushed(bing, visit, leg)
    await yi.pull()
    expect(yi.values('enterprises', enterprise.id).name).toBe('样例智能装备有限公司')
    expect(yi.sees('contacts', contact.id)).toBe(true)
    expect(yi.sees('contactPosts', post.id)).toBe(true)
    const [entered, visited] = ['enter enterprises', 'op visits'].map((part) =>
      yi.received.findIndex((line) => line.includes(`trip:${trip.id} ${part}`)),
    )
    expect(entered).toBeLessThan(visited ?? -1)

    await pushed(bing, bing.set('enterprises', enterprise.id, { city: '深圳' }))
    await yi.pull()
    expect(yi.values('enterprises', enterprise.id).city).toBe('深圳')

    await pushed(bing, bing.delete('visits', visit.id))
    await yi.pull()
    expect(yi.sees('enterprises', enterprise.id)).toBe(true)
    await pushed(bing, bing.delete('tripLegs', leg.id))
    await yi.pull()
    expect(yi.sees('enterprises', enterprise.id)).toBe(false)
    expect(yi.sees('contacts', contact.id)).toBe(false)
    expect(yi.sees('contactPosts', post.id)).toBe(false)
  })

  it('come and go with the post of a contact and with the enterprise of the visit', async () => {
    const [bing, yi] = [await server.device('bing'), await server.device('yi')]
    const trip = sample.trip(bing)
    const [first, second] = [sample.enterprise(bing), sample.enterprise(bing)]
    const contact = sample.contact(bing)
    const visit = sample.visit(bing, first.id, { tripId: trip.id })
    await pushed(bing, first, second, contact, trip, sample.member(bing, trip.id, yi.user.id), visit)
    const post = sample.post(bing, contact.id, second.id)
    await pushed(bing, post)
    await yi.pull()
    expect(yi.sees('contacts', contact.id)).toBe(false)

    await pushed(bing, bing.set('visits', visit.id, { enterpriseId: second.id }))
    await yi.pull()
    expect(yi.sees('contacts', contact.id)).toBe(true)
    expect([yi.sees('enterprises', first.id), yi.sees('enterprises', second.id)]).toEqual([false, true])

    await pushed(bing, bing.delete('contactPosts', post.id))
    await yi.pull()
    expect(yi.sees('contacts', contact.id)).toBe(false)
  })

  it('arrive whole when the visit reached the server before the enterprise', async () => {
    const [bing, yi] = [await server.device('bing'), await server.device('yi')]
    const trip = sample.trip(bing)
    const enterprise = sample.enterprise(bing)
    await pushed(
      bing,
      trip,
      sample.member(bing, trip.id, yi.user.id),
      sample.visit(bing, enterprise.id, { tripId: trip.id }),
    )
    await pushed(bing, enterprise)
    await yi.pull()
    expect(yi.sees('enterprises', enterprise.id)).toBe(true)
  })
})

describe('a record that moves', () => {
  it('leaves the unit it was in and comes whole to the one it goes to', async () => {
    const [jia, bing, yi] = [
      await server.device('jia'),
      await server.device('bing'),
      await server.device('yi'),
    ]
    const contact = sample.contact(bing, { remarks: '样例备注' })
    await pushed(bing, contact)
    for (const device of [jia, bing, yi]) await device.pull()

    await pushed(jia, jia.set('contacts', contact.id, { unitId: server.organisation.units.liaison }))
    await bing.pull()
    await yi.pull()
    expect(bing.sees('contacts', contact.id)).toBe(false)
    expect(bing.received.at(-1)).toBe(`unit:${server.organisation.units.zone} leave contacts ${contact.id}`)
    expect(yi.values('contacts', contact.id).remarks).toBe('样例备注')
    expect(yi.received.at(-1)).toBe(`unit:${server.organisation.units.liaison} enter contacts ${contact.id}`)
  })
})
