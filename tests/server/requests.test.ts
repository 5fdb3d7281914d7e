import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Transfer } from '#shared/domain/transfers.ts'
import type { Op } from '#shared/sync/op.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let lead: ServerDevice
let member: ServerDevice
beforeAll(async () => {
  server = await testServer()
  lead = await server.device('jia')
  member = await server.device('bing')
})
afterAll(() => server.stop())

/** A request of this device to hand an enterprise it sees to another unit. */
function request(device: ServerDevice, id: string, toUnitId: string, changes: Partial<Transfer> = {}): Op {
  const transfer: Transfer = {
    state: 'pending',
    fromUnitId: String(device.values('enterprises', id).unitId),
    toUnitId,
    reason: '企业总部在深圳，由驻外机构跟进',
    requestedBy: device.user.id,
    requestedAt: new Date(server.time.now).toISOString(),
    refusal: null,
    decidedAt: null,
    ...changes,
  }
  return device.set('enterprises', id, { transfer }, { kind: 'request' })
}

async function knownTo(...devices: ServerDevice[]): Promise<Op> {
  const enterprise = sample.enterprise(member)
  await member.push(enterprise)
  for (const device of devices) await device.pull()
  return enterprise
}

const outcome = (device: ServerDevice, id: string) => {
  const { state, refusal } = Transfer.parse(device.values('enterprises', id).transfer)
  return { state, refusal, unitId: device.values('enterprises', id).unitId }
}

describe('a request to hand an enterprise to another unit', () => {
  it('waits until the server has decided, moves the enterprise when granted, and tells its author', async () => {
    const { zone, liaison } = server.organisation.units
    const yi = await server.device('yi')
    const { id } = await knownTo(lead)
    const asked = request(lead, id, liaison)
    expect(outcome(lead, id)).toEqual({ state: 'pending', refusal: null, unitId: zone })
    const [result] = await lead.push(asked)
    expect(result).toEqual({ opId: asked.opId, status: 'applied' })
    for (const device of [lead, member, yi]) await device.pull()
    expect(outcome(lead, id)).toEqual({ state: 'accepted', refusal: null, unitId: liaison })
    expect(outcome(yi, id)).toEqual({ state: 'accepted', refusal: null, unitId: liaison })
    expect(member.sees('enterprises', id)).toBe(false)
  })

  it('is decided once however often it arrives', async () => {
    const { zone, liaison } = server.organisation.units
    const { id } = await knownTo(lead)
    const asked = request(lead, id, liaison)
    const first = await lead.push(asked)
    await lead.pull()
    const back = request(lead, id, zone)
    await lead.push(back)
    expect(await lead.push(asked)).toEqual(first)
    await lead.pull()
    expect(outcome(lead, id)).toEqual({ state: 'accepted', refusal: null, unitId: zone })
  })

  const refusals: readonly [string, () => Promise<[ServerDevice, string, string]>, string][] = [
    [
      'somebody without the office to decide it',
      async () => [member, server.organisation.units.liaison, (await knownTo(member)).id],
      'not-entitled',
    ],
    ['a unit that does not exist', async () => [lead, v7(), (await knownTo(lead)).id], 'no-such-unit'],
    [
      'the unit that has it',
      async () => [lead, server.organisation.units.zone, (await knownTo(lead)).id],
      'already-there',
    ],
    [
      'an enterprise that was handed on meanwhile',
      async () => {
        const { id } = await knownTo(lead)
        const other = await server.device('jia')
        await other.pull()
        await other.push(request(other, id, server.organisation.units.liaison))
        return [lead, server.organisation.units.bureau, id]
      },
      'moved-meanwhile',
    ],
  ]
  it.each(refusals)('is refused with its reason for %s', async (_, prepared, refusal) => {
    const [device, unit, id] = await prepared()
    const [result] = await device.push(request(device, id, unit))
    expect(result?.status).toMatch(/applied|merged/)
    await device.pull()
    expect(outcome(device, id)).toMatchObject({ state: 'refused', refusal })
  })

  it('cannot be decided by a device, nor gone around', async () => {
    const { liaison } = server.organisation.units
    const { id } = await knownTo(lead)
    const forged = request(lead, id, liaison, { state: 'accepted' })
    const decision = { ...request(lead, id, liaison), kind: 'decision' }
    const plain = { ...request(lead, id, liaison), kind: 'set' }
    const moved = lead.set('enterprises', id, { unitId: liaison })
    const smuggled = request(lead, id, liaison)
    smuggled.fields.unitId = { v: liaison, hlc: smuggled.fields.transfer?.hlc ?? '', base: [] }
    const others = request(lead, id, liaison, { requestedBy: member.user.id })
    const fresh = sample.enterprise(lead)
    fresh.fields.transfer = { v: null, hlc: fresh.fields.name?.hlc ?? '', base: [] }
    const results = await lead.push(forged, decision, plain, moved, smuggled, others, fresh)
    expect(
      results.map((result) => result.status === 'quarantined' && [result.reason, result.detail]),
    ).toEqual([
      ['invalid', 'transfer'],
      ['server-decides', null],
      ['server-decides', 'transfer'],
      ['server-decides', 'unitId'],
      ['server-decides', 'unitId'],
      ['invalid', 'transfer'],
      ['server-decides', 'transfer'],
    ])
  })

  it('is set aside for an enterprise that its author cannot read', async () => {
    const stranger = await server.device('yi')
    const { id } = await knownTo(member)
    stranger.set('enterprises', id, { unitId: server.organisation.units.zone })
    const [result] = await stranger.push(request(stranger, id, stranger.user.unitId))
    expect(result).toMatchObject({ status: 'quarantined', reason: 'not-allowed' })
  })
})
