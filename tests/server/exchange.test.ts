import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#shared/contract/errors.ts'
import { reviewCarried } from '../../electron/data/exchange/review-carried.ts'
import { safetyOf } from '../../electron/data/queries/safety.ts'
import { forgetRecord } from '../../electron/data/sync/forget-record.ts'
import { revokeDevice } from '../../server/administration/devices.ts'
import { type Teammate, teammate, tripValues, visitOf } from '../support/exchange-team.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

describe('a team without a network', { timeout: 120_000 }, () => {
  let server: TestServer
  let url: string
  const mates: Teammate[] = []
  /** Visits of the present test; the server keeps those of earlier ones. */
  const made = new Set<string>()
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterEach(async () => {
    for (const { device } of mates.splice(0)) await device.remove()
    made.clear()
  })
  afterAll(() => server.stop())

  async function team(...logins: string[]): Promise<Teammate[]> {
    for (const login of logins) mates.push(await teammate(server, url, login))
    await everybodySyncs()
    return mates
  }
  async function everybodySyncs(): Promise<void> {
    server.time.now = Date.now()
    for (let round = 0; round < 2; round += 1)
      for (const { device } of mates) {
        const status = await device.sync()
        expect(status, device.errors.join('\n')).toMatchObject({ waiting: 0, problem: null })
      }
  }
  /** A trip of the lead's unit with a guest of another unit, known to both. */
  async function trip(lead: Teammate, guest: Teammate): Promise<string> {
    const tripId = uuidv7()
    await lead.write({ table: 'trips', id: tripId, kind: 'set', values: tripValues('赴深圳招商') as never })
    await lead.write({
      table: 'tripMembers',
      id: uuidv7(),
      kind: 'set',
      values: { tripId, userId: guest.userId, name: '样例乙', role: 'member' },
    })
    await everybodySyncs()
    return tripId
  }
  async function visit(mate: Teammate, tripId: string | null, topics?: string) {
    const enterpriseId = uuidv7()
    await mate.write({
      table: 'enterprises',
      id: enterpriseId,
      kind: 'set',
      values: { name: '深圳样例公司' },
    })
    const id = uuidv7()
    const values = visitOf(enterpriseId, tripId, topics) as never
    await mate.write({ table: 'visits', id, kind: 'set', values })
    made.add(id)
    return { id, enterpriseId }
  }
  const visitsOf = async (mate: Teammate) => {
    const rows = await mate.device.store().read((db) =>
      db
        .selectFrom('visits')
        .select(['id', 'topics', 'createdBy', safetyOf('visits', 'visits.id').as('safety')])
        .orderBy('id')
        .execute(),
    )
    return rows.filter(({ id }) => made.has(id))
  }
  const refusal = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error) => (error instanceof AppError ? error.code : String(error)),
    )
  const onServer = async (table: string, id: string) => {
    const { rows } = await sql<{ data: Record<string, unknown>; n: number }>`
      select data, (select count(*)::int from change where record_id = ${id} and kind = 'op') as n
      from records where table_name = ${table} and id = ${id}`.execute(server.db)
    return rows[0]
  }

  it('hands the lead a member’s visits in the hotel, marked as not on the server, and carries them there', async () => {
    const [lead, guest] = await team('jia', 'yi')
    if (!lead || !guest) throw new Error('no team')
    const tripId = await trip(lead, guest)
    const { id, enterpriseId } = await visit(guest, tripId)

    const bundle = await guest.bundleFor({ kind: 'device', device: lead.id })
    const preview = await lead.preview(bundle)
    expect(preview).toMatchObject({ senderUserName: '样例乙', senderKnown: true, fresh: 2, readBefore: null })
    expect(preview.parts).toMatchObject([{ userName: '样例乙', trust: 'good', fresh: 2, notOnServer: 2 }])
    expect(await visitsOf(lead)).toEqual([])
    expect(await lead.read(bundle)).toEqual({ applied: 2, known: 0, keptAside: 0, conflicts: 0 })
    expect(await visitsOf(lead)).toMatchObject([{ id, safety: 'carried', createdBy: guest.userId }])
    expect(await lead.read(bundle)).toMatchObject({ applied: 0, known: 2 })
    expect((await lead.preview(bundle)).readBefore).not.toBe(null)

    await lead.device.sync()
    expect((await onServer('visits', id))?.data).toMatchObject({ createdBy: guest.userId })
    expect(await visitsOf(lead)).toMatchObject([{ id, safety: 'uploaded' }])
    await everybodySyncs()
    for (const mate of mates) {
      expect(await mate.device.count('carriedOps')).toBe(0)
      expect(await mate.device.count('carriedRuns')).toBe(0)
      expect(await mate.device.count('base')).toBe(0)
      expect(await mate.device.count('quarantine')).toBe(0)
    }
    // One effect each, whoever sent it: the trip's and the unit's feed hold it once.
    const { rows } = await sql`select scope from change where op_id is not null group by scope, op_id
      having count(*) > 1`.execute(server.db)
    expect(rows).toEqual([])
    expect((await onServer('enterprises', enterpriseId))?.data.name).toBe('深圳样例公司')
  })

  it('changes nothing when a bundle arrives after the feed has brought its contents', async () => {
    const [lead, guest] = await team('jia', 'yi')
    if (!lead || !guest) throw new Error('no team')
    const tripId = await trip(lead, guest)
    const { id } = await visit(guest, tripId)
    const old = await guest.bundleFor({ kind: 'device', device: lead.id })
    await guest.device.sync()
    await visit(lead, tripId)
    await everybodySyncs()
    const before = await lead.device.sight()
    expect(await lead.read(old)).toMatchObject({ applied: 0, keptAside: 0 })
    expect(await lead.device.sight()).toBe(before)
    expect((await visitsOf(lead)).find((row) => row.id === id)?.safety).toBe('uploaded')
  })

  it('does not bring an old value back when the clock of its author ran ahead', async () => {
    const [lead, guest] = await team('jia', 'yi')
    if (!lead || !guest) throw new Error('no team')
    const tripId = await trip(lead, guest)
    guest.clockError = 3 * 86_400_000
    const { id } = await visit(guest, tripId, '第一稿')
    const old = await guest.bundleFor({ kind: 'device', device: lead.id })
    await everybodySyncs()
    await guest.write({ table: 'visits', id, kind: 'set', values: { topics: '定稿' } })
    await everybodySyncs()
    const before = await lead.device.sight()
    expect(await lead.read(old)).toMatchObject({ applied: 0 })
    expect(await lead.device.sight()).toBe(before)
    await everybodySyncs()
    expect((await onServer('visits', id))?.data.topics).toBe('定稿')
  })

  it('keeps the order of what was built on a change whose clock ran ahead', async () => {
    const [lead, guest] = await team('jia', 'yi')
    if (!lead || !guest) throw new Error('no team')
    const tripId = await trip(lead, guest)
    guest.clockError = 3 * 86_400_000
    const { enterpriseId } = await visit(guest, tripId)
    await lead.read(await guest.bundleFor({ kind: 'device', device: lead.id }))
    await lead.write({ table: 'enterprises', id: enterpriseId, kind: 'set', values: { name: '改正的名称' } })
    await lead.device.sync()
    expect((await onServer('enterprises', enterpriseId))?.data.name).toBe('改正的名称')
    await everybodySyncs()
    expect((await onServer('enterprises', enterpriseId))?.data.name).toBe('改正的名称')
    expect(await lead.device.count('conflicts')).toBe(0)
    expect(await guest.device.count('conflicts')).toBe(0)
  })

  it('keeps that order too when a third one hands everything in', async () => {
    const [lead, guest, clerk] = await team('jia', 'yi', 'ding')
    if (!lead || !guest || !clerk) throw new Error('no team')
    const tripId = await trip(lead, guest)
    guest.clockError = 3 * 86_400_000
    const { enterpriseId } = await visit(guest, tripId)
    await lead.read(await guest.bundleFor({ kind: 'device', device: lead.id }))
    await lead.write({ table: 'enterprises', id: enterpriseId, kind: 'set', values: { name: '改正的名称' } })
    await clerk.read(await lead.bundleFor({ kind: 'device', device: clerk.id }))
    server.time.now = Date.now() + 30_000
    await clerk.device.sync()
    expect((await onServer('enterprises', enterpriseId))?.data.name).toBe('改正的名称')
    await everybodySyncs()
    expect((await onServer('enterprises', enterpriseId))?.data.name).toBe('改正的名称')
    for (const { device } of mates) expect(await device.count('conflicts')).toBe(0)
  })

  it('puts into a bundle only what its receiver may see, also when it passes others’ work on', async () => {
    const [lead, guest, zone] = await team('jia', 'yi', 'bing')
    if (!lead || !guest || !zone) throw new Error('no team')
    const tripId = await trip(lead, guest)
    const inside = await visit(lead, null, '市局内部')
    const onTrip = await visit(lead, tripId, '行程中')
    const ofZone = await visit(zone, null, '开发区的')
    await lead.read(await zone.bundleFor({ kind: 'device', device: lead.id }))
    await guest.read(await lead.bundleFor({ kind: 'device', device: guest.id }))
    expect((await visitsOf(guest)).map(({ id }) => id)).toEqual([onTrip.id])
    const known = await guest.device.store().read((db) => db.selectFrom('enterprises').select('id').execute())
    expect(known.map(({ id }) => id)).not.toContain(inside.enterpriseId)
    expect(known.map(({ id }) => id)).not.toContain(ofZone.enterpriseId)
    const kept = await guest.device
      .store()
      .read((db) => db.selectFrom('carriedRuns').select('body').execute())
    expect(JSON.stringify(kept)).not.toContain('市局内部')
    expect(JSON.stringify(kept)).not.toContain('开发区的')
  })

  it('passes a member’s work on from hand to hand, and whoever has a network first hands it in', async () => {
    const [lead, guest, clerk] = await team('jia', 'yi', 'ding')
    if (!lead || !guest || !clerk) throw new Error('no team')
    const tripId = await trip(lead, guest)
    const { id } = await visit(guest, tripId)
    await visit(guest, null, '只在驻深办')
    await lead.read(await guest.bundleFor({ kind: 'trip', tripId }))
    await clerk.read(await lead.bundleFor({ kind: 'device', device: clerk.id }))
    expect((await visitsOf(clerk)).map((row) => row.id)).toEqual([id])
    await clerk.device.sync()
    expect((await onServer('visits', id))?.data.createdBy).toBe(guest.userId)
    await everybodySyncs()
    expect(await lead.device.count('carriedRuns')).toBe(0)
    expect(await clerk.device.count('carriedRuns')).toBe(0)
  })

  it('opens for its receiver alone', async () => {
    const [lead, guest, zone] = await team('jia', 'yi', 'bing')
    if (!lead || !guest || !zone) throw new Error('no team')
    const tripId = await trip(lead, guest)
    await visit(guest, tripId)
    expect(await refusal(zone.read(await guest.bundleFor({ kind: 'device', device: lead.id })))).toBe(
      'exchange/not-for-you',
    )
    expect(await refusal(zone.read(await guest.bundleFor({ kind: 'trip', tripId })))).toBe(
      'exchange/not-for-you',
    )
    expect(await refusal(guest.bundleFor({ kind: 'device', device: uuidv7() }))).toBe(
      'exchange/unknown-receiver',
    )
    expect(await visitsOf(zone)).toEqual([])
  })

  it('judges carried work by its author’s rights, not by the carrier’s', async () => {
    const [lead, guest] = await team('jia', 'yi')
    if (!lead || !guest) throw new Error('no team')
    const tripId = await trip(lead, guest)
    const id = uuidv7()
    const values = { name: '越权公司', unitId: lead.unitId } as never
    await guest.write({ table: 'enterprises', id, kind: 'set', values })
    const kept = await visit(guest, tripId)
    expect(await lead.read(await guest.bundleFor({ kind: 'device', device: lead.id }))).toMatchObject({
      applied: 2,
      keptAside: 1,
    })
    await lead.device.sync()
    expect(await onServer('enterprises', id)).toBe(undefined)
    expect((await onServer('visits', kept.id))?.data.createdBy).toBe(guest.userId)
    // The lead's own view goes back; the author is told and keeps the work.
    const seen = await lead.device.store().read((db) => db.selectFrom('enterprises').select('id').execute())
    expect(seen.map((row) => row.id)).not.toContain(id)
    await guest.device.sync()
    const refused = await guest.device.store().read((db) => db.selectFrom('quarantine').selectAll().execute())
    expect(refused).toMatchObject([{ recordId: id, reason: 'not-allowed' }])
  })

  it('keeps the work of a laptop that it does not know yet and takes it over once it does', async () => {
    const [lead] = await team('jia')
    const clerk = await teammate(server, url, 'ding')
    mates.push(clerk)
    await clerk.device.sync()
    if (!lead) throw new Error('no team')
    const { id } = await visit(clerk, null)
    const bundle = await clerk.bundleFor({ kind: 'device', device: lead.id })
    expect(await lead.preview(bundle)).toMatchObject({
      senderKnown: false,
      parts: [{ trust: 'unknown-device' }],
    })
    expect(await lead.read(bundle)).toMatchObject({ applied: 0, keptAside: 2 })
    expect(await visitsOf(lead)).toEqual([])
    // Another laptop that knows the device would show it; the server does.
    await lead.device.sync()
    expect((await onServer('visits', id))?.data.createdBy).toBe(clerk.userId)
    await everybodySyncs()
    expect((await visitsOf(lead)).map((row) => row.id)).toEqual([id])
    expect(await lead.device.count('carriedRuns')).toBe(0)
  })

  it('sets the work of a barred laptop aside on the server instead of losing it', async () => {
    const [lead, clerk] = await team('jia', 'ding')
    if (!lead || !clerk) throw new Error('no team')
    const { id } = await visit(clerk, null)
    const bundle = await clerk.bundleFor({ kind: 'device', device: lead.id })
    await revokeDevice(server.db, clerk.id)
    expect(await lead.read(bundle)).toMatchObject({ applied: 2 })
    await lead.device.sync()
    expect(await onServer('visits', id)).toBe(undefined)
    expect(await visitsOf(lead)).toEqual([])
    const { rows } = await sql<{ reason: string; body: string }>`
      select reason, convert_from(body, 'UTF8') as body from run_quarantine`.execute(server.db)
    expect(rows.some(({ reason, body }) => reason === 'device-revoked' && body.includes(id))).toBe(true)
    mates.pop()
    await clerk.device.remove()
    await everybodySyncs()
    // Who reads it after the bar is known is not shown it either.
    expect(await lead.read(bundle)).toMatchObject({ applied: 0, keptAside: 2 })
  })

  it('shows no more of a trip to whoever left it, and still carries what was handed over', async () => {
    const [lead, guest] = await team('jia', 'yi')
    if (!lead || !guest) throw new Error('no team')
    const tripId = await trip(lead, guest)
    const { id } = await visit(lead, tripId)
    await guest.read(await lead.bundleFor({ kind: 'trip', tripId }))
    expect((await visitsOf(guest)).map((row) => row.id)).toEqual([id])
    // As a pull leaves the store that no longer brings the trip.
    await guest.device.store().write(async (tx) => {
      await forgetRecord(tx, { table: 'trips', id: tripId })
      for (const { id: member } of await tx.selectFrom('tripMembers').select('id').execute())
        await forgetRecord(tx, { table: 'tripMembers', id: member })
    })
    await reviewCarried(guest.device.store(), guest.userId, Date.now())
    expect(await visitsOf(guest)).toEqual([])
    expect(await guest.device.count('carriedRuns')).toBe(1)
    await guest.device.sync()
    expect((await onServer('visits', id))?.data.createdBy).toBe(lead.userId)
    expect(await guest.device.count('carriedRuns')).toBe(0)
  })

  it('gives a trip a new key when a member leaves it', async () => {
    const [lead, guest, clerk] = await team('jia', 'yi', 'ding')
    if (!lead || !guest || !clerk) throw new Error('no team')
    const tripId = await trip(lead, guest)
    await visit(lead, tripId)
    const before = await lead.bundleFor({ kind: 'trip', tripId })
    const [member] = await lead.device
      .store()
      .read((db) => db.selectFrom('tripMembers').select('id').where('tripId', '=', tripId).execute())
    await lead.write({ table: 'tripMembers', id: member?.id ?? '', kind: 'delete' })
    await everybodySyncs()
    await visit(lead, tripId)
    const after = await lead.bundleFor({ kind: 'trip', tripId })
    expect(await refusal(guest.preview(after))).toBe('exchange/not-for-you')
    expect((await clerk.preview(after)).fresh).toBe(2)
    // What was written before still opens for who stays.
    expect((await clerk.preview(before)).parts).toHaveLength(1)
  })
})
