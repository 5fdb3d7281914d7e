import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import type { PushResult } from '#shared/sync/protocol.ts'
import { giveMissingTripKeys } from '../../server/sync/trip-keys.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
/** Of the zone, whose trips these are. */
let bing: ServerDevice
/** Of the liaison office, a guest on them. */
let guest: ServerDevice
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  bing = await server.device('bing')
  guest = await server.device('yi')
})

const said = (results: readonly PushResult[]) =>
  results.map((result) => (result.status === 'quarantined' ? [result.reason, result.detail] : result.status))
async function pushed(device: ServerDevice, ...ops: readonly Op[]): Promise<void> {
  expect(said(await device.push(...ops)).filter((status) => Array.isArray(status))).toEqual([])
}
async function tripOfZone(): Promise<{ trip: Op; membership: Op }> {
  const trip = sample.trip(bing)
  const membership = sample.member(bing, trip.id, guest.user.id)
  await pushed(bing, trip, membership)
  await guest.pull()
  return { trip, membership }
}
const keysOf = async (trip: string) => {
  const { rows } = await sql`
    select 1 from records where table_name = 'tripKeys' and data->>'tripId' = ${trip}`.execute(server.db)
  return rows.length
}

describe('a guest on a trip', () => {
  it('does not take a contact away from its unit by naming the trip in it', async () => {
    const { trip } = await tripOfZone()
    const [enterprise, contact] = [sample.enterprise(bing), sample.contact(bing)]
    await pushed(
      bing,
      enterprise,
      contact,
      sample.post(bing, contact.id, enterprise.id),
      sample.visit(bing, enterprise.id, { tripId: trip.id }),
    )
    await guest.pull()
    expect(guest.sees('contacts', contact.id)).toBe(true)
    const theft = guest.set('contacts', contact.id, { unitId: guest.user.unitId, tripId: trip.id })
    expect(said(await guest.push(theft))).toEqual([['not-allowed', `unit:${bing.user.unitId}`]])
    await bing.pull()
    expect(bing.values('contacts', contact.id).unitId).toBe(bing.user.unitId)
  })

  it('does not read again what left the trip by moving an old visit onto it', async () => {
    const { trip } = await tripOfZone()
    const enterprise = sample.enterprise(bing)
    const shown = sample.visit(bing, enterprise.id, { tripId: trip.id })
    await pushed(bing, enterprise, shown)
    await guest.pull()
    const own = sample.visit(guest, enterprise.id)
    await pushed(guest, own)
    await pushed(bing, bing.delete('visits', shown.id))
    await guest.pull()
    expect(guest.sees('enterprises', enterprise.id)).toBe(false)
    const moved = guest.set('visits', own.id, { tripId: trip.id })
    expect(said(await guest.push(moved))).toEqual([['not-allowed', 'enterpriseId']])
    await guest.pull()
    expect(guest.sees('enterprises', enterprise.id)).toBe(false)
  })

  it('does not read again what left the trip by taking the deletion of an old visit back', async () => {
    const { trip } = await tripOfZone()
    const enterprise = sample.enterprise(bing)
    const shown = sample.visit(bing, enterprise.id, { tripId: trip.id })
    await pushed(bing, enterprise, shown)
    await guest.pull()
    const own = sample.visit(guest, enterprise.id, { tripId: trip.id })
    await pushed(guest, own, guest.delete('visits', own.id))
    await pushed(bing, bing.delete('visits', shown.id))
    await guest.pull()
    expect(guest.sees('enterprises', enterprise.id)).toBe(false)
    const back = guest.set('visits', own.id, { deleted: null }, { kind: 'undelete' })
    expect(said(await guest.push(back))).toEqual([['not-allowed', 'enterpriseId']])
  })

  it('does not let himself back in after he was taken off', async () => {
    const { trip, membership } = await tripOfZone()
    await pushed(bing, bing.delete('tripMembers', membership.id))
    const attempts = [
      guest.set('tripMembers', membership.id, { deleted: null }, { kind: 'undelete' }),
      guest.set('tripMembers', membership.id, { duty: '样例' }),
      sample.member(guest, trip.id, guest.user.id),
      guest.set('trips', trip.id, { title: '样例改题' }),
    ]
    const scope = `trip:${trip.id}`
    expect(said(await guest.push(...attempts))).toEqual([
      ['not-allowed', null],
      ['not-allowed', null],
      ['not-allowed', scope],
      ['not-allowed', null],
    ])
    await guest.pull()
    expect(guest.grants).not.toContain(`trip:${trip.id}`)
  })
})

describe('the key of a trip', () => {
  it('is another one after a membership was given to somebody else', async () => {
    const { trip, membership } = await tripOfZone()
    const before = await keysOf(trip.id)
    await pushed(bing, bing.set('tripMembers', membership.id, { userId: bing.user.id }))
    expect(await keysOf(trip.id)).toBe(before + 1)
  })

  it('is not changed by a stranger who deletes what was deleted', async () => {
    const { trip, membership } = await tripOfZone()
    await pushed(bing, bing.delete('tripMembers', membership.id))
    const before = await keysOf(trip.id)
    const attempt = guest.delete('tripMembers', membership.id)
    expect(said(await guest.push(attempt, { ...attempt, opId: v7(), author: bing.user.id }))).toEqual([
      ['not-allowed', null],
      ['not-yours', 'author'],
    ])
    expect(await keysOf(trip.id)).toBe(before)
  })

  it('is not missed by a trip without a unit: its push is answered, and the server starts', async () => {
    const trip = sample.trip(bing)
    const { unitId: _, ...fields } = trip.fields
    const odd = { ...trip, fields, schemaVersion: 9999 }
    expect((await bing.pushRaw([odd])).statusCode).toBe(200)
    expect((await bing.pushRaw([odd])).statusCode).toBe(200)
    await giveMissingTripKeys(server.db, server.time.now)
  })
})
