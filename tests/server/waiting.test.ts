import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { PushResponse } from '#shared/sync/protocol.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { startOfTest, type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let bing: ServerDevice
let yi: ServerDevice
beforeAll(async () => {
  server = await testServer()
})
beforeEach(async () => {
  server.time.now = startOfTest
  await setBackAt(null)
  bing = await server.device('bing')
  yi = await server.device('yi')
})
afterAll(() => server.stop())

const day = 86_400_000
const setBackAt = (at: number | null) =>
  server.db
    .updateTable('organisation')
    .set({ set_back_at: at === null ? null : new Date(at) })
    .execute()
/** Sends operations as a device does that understands when it is asked to wait. */
async function send(device: ServerDevice, ...ops: readonly Op[]) {
  const [first] = ops
  const body = { device: device.id, incarnation: first?.incarnation, waits: true, ops }
  const answer = await device.request('POST', '/push', body)
  return PushResponse.parse(answer.json()).results
}
const setAside = async ({ opId }: Op) =>
  (await server.db.selectFrom('op_quarantine').select('op_id').where('op_id', '=', opId).execute()).length
const waiting = { status: 'waiting' }
const quarantined = { status: 'quarantined' }

describe('a change of a record that the server does not have', () => {
  it('is asked to wait as often as it comes, nothing of it is kept, and it is taken when the record is here', async () => {
    const made = sample.enterprise(bing)
    const edit = bing.set('enterprises', made.id, { city: '苏州' })
    for (let time = 0; time < 2; time += 1) expect(await send(bing, edit)).toMatchObject([waiting])
    expect(await setAside(edit)).toBe(0)
    expect(await send(bing, made, edit)).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
  })

  it('is refused to a device of an earlier version, which would not understand', async () => {
    const made = sample.enterprise(bing)
    const edit = bing.set('enterprises', made.id, { city: '苏州' })
    expect(await bing.push(edit)).toMatchObject([{ ...quarantined, reason: 'not-yours' }])
  })

  it('lets the whole operation wait that it is part of, and all of it is taken in the end', async () => {
    const made = sample.enterprise(bing)
    const group = '0199c0f6-0000-7000-8000-000000000001'
    const parts = [sample.enterprise(bing), bing.set('enterprises', made.id, { city: '苏州' })].map(
      (op, index) => ({ ...op, group: { id: group, index, size: 2 } }),
    )
    const [first, second] = parts
    if (!first || !second) throw new Error('two parts')
    expect(await send(bing, first)).toMatchObject([{ status: 'staged' }])
    expect(await send(bing, second)).toMatchObject([waiting, { ...waiting, opId: first.opId }])
    await send(bing, made)
    expect(await send(bing, ...parts)).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
  })

  it('is asked to wait with what is written on a trip that the server does not have, whoever may write on it', async () => {
    const trip = sample.trip(bing)
    const member = sample.member(bing, trip.id, bing.user.id)
    expect(await send(bing, member)).toMatchObject([waiting])
    expect(await setAside(member)).toBe(0)
    expect(await send(bing, trip, member)).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    // Who has no right to it is refused as soon as that can be told.
    const foreign = sample.member(yi, trip.id, yi.user.id)
    expect(await send(yi, foreign)).toMatchObject([{ ...quarantined, detail: `trip:${trip.id}` }])
  })

  it('is no way to write as somebody else', async () => {
    const made = sample.enterprise(bing)
    const forged = { ...yi.set('enterprises', made.id, { city: '苏州' }), author: bing.user.id }
    expect(await send(yi, forged)).toMatchObject([{ ...quarantined, reason: 'not-yours', detail: 'author' }])
  })
})

describe('a change that its author has no right to', () => {
  it('waits for some weeks after the server was set back, and is refused before and after that', async () => {
    const made = sample.enterprise(bing)
    await send(bing, made)
    const edit = (city: string) => yi.set('enterprises', made.id, { city })
    expect(await send(yi, edit('无锡'))).toMatchObject([{ ...quarantined, reason: 'not-allowed' }])
    await setBackAt(startOfTest - 44 * day)
    const patient = edit('苏州')
    expect(await send(yi, patient)).toMatchObject([waiting])
    await setBackAt(startOfTest - 46 * day)
    expect(await send(yi, patient)).toMatchObject([{ ...quarantined, reason: 'not-allowed' }])
    expect(await setAside(patient)).toBe(1)
  })
})
