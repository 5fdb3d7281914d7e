import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { PushResponse } from '#shared/sync/protocol.ts'
import { createServer } from '../../server/app.ts'
import type { App } from '../../server/routes/context.ts'
import { expireWholes } from '../../server/sync/expired-wholes.ts'
import { type MortalDatabase, mortalDatabase } from '../support/crash-points-server.ts'
import { ServerDevice } from '../support/server-device.ts'
import { signIn, type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

describe('a server that dies in the middle of a push', () => {
  let server: TestServer
  let mortal: MortalDatabase
  let app: App
  let device: ServerDevice
  let colleague: ServerDevice
  beforeAll(async () => {
    server = await testServer()
    mortal = mortalDatabase(server.url)
    app = await createServer({ database: mortal.db, clock: () => server.time.now })
    const [id, incarnation] = [v7(), v7()]
    const answer = await signIn(app, { login: 'bing', device: { id, name: '笔记本', incarnation } })
    const { token, user } = answer.json()
    device = new ServerDevice({ app, time: server.time, id, incarnation, token, user })
    colleague = await server.device('jia')
  })
  afterAll(async () => {
    await app.close()
    await mortal.close()
    await server.stop()
  })

  it.each(['before', 'after'] as const)(
    'has taken all of a batch or nothing, wherever it died %s a statement, and gives the same answers later',
    { timeout: 240_000 },
    async (side) => {
      let tried = 0
      for (let statement = 1; tried === statement - 1; statement += 1) {
        const ops = await batch()
        mortal.dieAt(statement, side)
        const answer = await device.pushRaw(ops)
        const where = mortal.died()
        mortal.dieAt(null)
        if (where === null) {
          expect(answer.statusCode).toBe(200)
          break
        }
        tried = statement
        expect(answer.statusCode, where).toBeGreaterThanOrEqual(500)
        await expectWholeOrNothing(ops, where)
        const first = await device.pushRaw(ops)
        const results = PushResponse.parse(first.json()).results
        expect(
          results.map(({ status }) => status === 'quarantined'),
          where,
        ).toEqual([false, false, true, false, false, false, false])
        expect(results[0], where).toMatchObject({ lost: [{ field: 'city' }] })
        expect(results[1], where).toMatchObject({ status: 'restamped' })
        const second = await device.pushRaw(ops)
        expect(second.json().results, where).toEqual(first.json().results)
        await expectDenseFeeds(where)
      }
      expect(tried).toBeGreaterThan(10)
    },
  )

  it.each(['before', 'after'] as const)(
    'has staged a part of a whole or not, and has taken the whole or nothing of it, wherever it died %s a statement',
    { timeout: 240_000 },
    async (side) => {
      let tried = 0
      // The push that stages a part, then the one that brings the rest, one and then the other dying.
      for (const dying of ['part', 'rest'] as const)
        for (let statement = 1, died = true; died; statement += 1) {
          server.time.now += 10_000
          const id = v7()
          device.clockError = 86_400_000
          const ops = [sample.enterprise(device), sample.enterprise(device), sample.enterprise(device)].map(
            (op, index): Op => ({ ...op, group: { id, index, size: 3 } }),
          )
          device.clockError = 0
          const [part, ...rest] = ops
          if (!part) throw new Error('a whole of nothing')
          if (dying === 'rest') await device.push(part)
          mortal.dieAt(statement, side)
          await device.pushRaw(dying === 'part' ? [part] : rest)
          const where = `${dying}: ${mortal.died()}`
          died = mortal.died() !== null
          mortal.dieAt(null)
          if (died) tried += 1
          const staged = await stagedOf(id)
          const fed = await fedOf(ops)
          expect([0, 1].includes(staged) || fed === 3, where).toBe(true)
          expect([0, 3], where).toContain(fed)
          if (fed === 3) expect(staged, where).toBe(0)
          expect((await device.push(part))[0]?.status, where).toBe(fed === 3 ? 'restamped' : 'staged')
          const results = await device.push(...rest)
          expect(
            results.slice(0, 2).map(({ status }) => status),
            where,
          ).toEqual(['restamped', 'restamped'])
          expect(await fedOf(ops), where).toBe(3)
          expect(await stagedOf(id), where).toBe(0)
          await expectDenseFeeds(where)
        }
      expect(tried).toBeGreaterThan(15)
    },
  )

  it('has set a whole that will never be complete aside with all its parts, or not at all, wherever it died', async () => {
    let tried = 0
    for (let statement = 1; tried === statement - 1; statement += 1) {
      const id = v7()
      const ops = [sample.enterprise(device), sample.enterprise(device)].map(
        (op, index): Op => ({ ...op, group: { id, index, size: 3 } }),
      )
      await device.push(...ops)
      await sql`update op_group_stage set staged_at = now() - interval '31 days'`.execute(server.db)
      mortal.dieAt(statement)
      await expireWholes(mortal.db, Date.now()).catch(() => undefined)
      const where = String(mortal.died())
      if (mortal.died() !== null) tried = statement
      mortal.dieAt(null)
      const aside = async () => {
        const rows = await server.db
          .selectFrom('op_quarantine')
          .select('op_id')
          .where(
            'op_id',
            'in',
            ops.map(({ opId }) => opId),
          )
          .execute()
        return rows.length
      }
      expect([`0 aside, 2 staged`, `2 aside, 0 staged`], where).toContain(
        `${await aside()} aside, ${await stagedOf(id)} staged`,
      )
      await expireWholes(mortal.db, Date.now())
      expect([await aside(), await stagedOf(id)], where).toEqual([2, 0])
    }
    expect(tried).toBeGreaterThan(5)
  })

  const stagedOf = async (id: string) =>
    (await server.db.selectFrom('op_group_stage').select('op_id').where('group_id', '=', id).execute()).length
  async function fedOf(ops: readonly Op[]): Promise<number> {
    const ids = ops.map(({ opId }) => opId)
    const { rows } = await sql<{ fed: number }>`
      select count(distinct op_id) as fed from change where op_id = any(${ids}::text[])`.execute(server.db)
    return rows[0]?.fed ?? 0
  }

  /** Every outcome a push can have, and records that come into and leave the scope of a trip. */
  async function batch(): Promise<Op[]> {
    server.time.now += 10_000
    const enterprise = sample.enterprise(device)
    await device.push(enterprise)
    await colleague.pull()
    const edit = device.set('enterprises', enterprise.id, { city: '苏州' })
    server.time.now += 1000
    await colleague.push(colleague.set('enterprises', enterprise.id, { city: '无锡' }))
    device.clockError = 86_400_000
    const ahead = device.set('enterprises', enterprise.id, { remarks: '样例' })
    device.clockError = 0
    const foreign = sample.enterprise(device, { unitId: colleague.user.unitId })
    const trip = sample.trip(device)
    const member = sample.member(device, trip.id, colleague.user.id)
    const visit = sample.visit(device, enterprise.id, { tripId: trip.id })
    return [edit, ahead, foreign, trip, member, visit, device.delete('tripMembers', member.id)]
  }

  async function expectWholeOrNothing(ops: readonly Op[], where: string): Promise<void> {
    const ids = ops.map(({ opId }) => opId)
    const { rows } = await sql<{ seen: number; settled: number; fed: number; aside: number }>`
      select
        (select count(*) from op_seen where op_id = any(${ids}::text[])) as seen,
        (select count(*) from op_seen where op_id = any(${ids}::text[]) and result is not null) as settled,
        (select count(distinct op_id) from change where op_id = any(${ids}::text[])) as fed,
        (select count(*) from op_quarantine where op_id = any(${ids}::text[])) as aside`.execute(server.db)
    expect(
      [
        { seen: 0, settled: 0, fed: 0, aside: 0 },
        { seen: ops.length, settled: ops.length, fed: ops.length - 1, aside: 1 },
      ],
      where,
    ).toContainEqual(rows[0])
  }

  async function expectDenseFeeds(where: string): Promise<void> {
    const { rows } = await sql`
      select scope.id from scope left join change on change.scope = scope.id
      group by scope.id, scope.max_seq
      having count(seq) <> max_seq or max(seq) <> max_seq
        or count(op_id) <> count(distinct op_id)`.execute(server.db)
    expect(rows, where).toEqual([])
  }
})
