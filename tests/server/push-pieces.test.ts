import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import { transact } from '../../server/database/transaction.ts'
import { keyOf, readRecords, writeRecords } from '../../server/sync/record-rows.ts'
import { serverRecord } from '../../server/sync/server-record.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

/** More than are written at once: the server judges the last ones while it writes the first. */
const many = 520

let server: TestServer
let bing: ServerDevice
beforeAll(async () => {
  server = await testServer()
  bing = await server.device('bing')
})
afterAll(() => server.stop())

/** In the short form they are small enough for one batch. */
const push = (...ops: readonly Op[]) => bing.push(...ops.map((op) => JSON.parse(opText(op))))

const rowOf = (id: string) =>
  sql<{ name: string; status: string }>`
    select data->>'name' as name, data->>'status' as status from records
    where table_name = 'enterprises' and id = ${id}`
    .execute(server.db)
    .then(({ rows }) => rows[0])

it('a record that one batch makes and changes far apart is in the end as its last change left it', async () => {
  const first = sample.enterprise(bing, { name: '样例一' })
  const others = () => Array.from({ length: many / 2 }, () => sample.enterprise(bing))
  const before = others()
  const changed = bing.set('enterprises', first.id, { name: '样例二' })
  const between = others()
  const last = bing.set('enterprises', first.id, { name: '样例三', status: 'contacted' })
  const results = await push(first, ...before, changed, ...between, last)
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['applied']))
  expect(await rowOf(first.id)).toEqual({ name: '样例三', status: 'contacted' })
  const other = await server.device('bing')
  await other.pull()
  expect(other.values('enterprises', first.id)).toMatchObject({ name: '样例三', status: 'contacted' })
})

it('an operation that is refused in the middle of a batch leaves nothing, and those around it are kept', async () => {
  const around = Array.from({ length: many }, () => sample.enterprise(bing))
  const foreign = sample.enterprise(bing, { createdBy: (await server.device('jia')).user.id })
  around.splice(many / 2, 0, foreign)
  const results = await push(...around)
  expect(results.filter(({ status }) => status !== 'applied').map(({ opId }) => opId)).toEqual([foreign.opId])
  expect(await rowOf(foreign.id)).toBeUndefined()
  const { rows } = await sql`
    select from records where table_name = 'enterprises' and id = any(${around.map(({ id }) => id)}::uuid[])`.execute(
    server.db,
  )
  expect(rows).toHaveLength(many)
})

it('a record that is taken for new and is there already is not overwritten', async () => {
  const op = sample.enterprise(bing, { name: '样例原文' })
  await bing.push(op)
  const [record] = await server.db
    .transaction()
    .execute((tx) => readRecords(tx, [{ table: 'enterprises', id: op.id }]))
  if (!record) throw new Error('the record is missing')
  const other = serverRecord({ ...record, values: { ...record.values, name: '样例别的' } })
  await expect(
    server.db.transaction().execute((tx) => writeRecords(tx, [other], new Set())),
  ).rejects.toMatchObject({ code: '23505' })
  expect(await rowOf(op.id)).toMatchObject({ name: '样例原文' })
})

it('a record that another transaction makes in the meantime is read and built upon, not overwritten', async () => {
  const [record] = await server.db.transaction().execute(async (tx) => {
    const op = sample.enterprise(bing, { name: '样例原文' })
    await bing.push(op)
    return readRecords(tx, [{ table: 'enterprises', id: op.id }])
  })
  if (!record) throw new Error('the record is missing')
  const key = { table: 'enterprises', id: v7() }
  const named = (name: string) => serverRecord({ ...record, ...key, values: { ...record.values, name } })
  const seen: number[] = []
  let second: Promise<void> = Promise.resolve()
  await server.db.transaction().execute(async (first) => {
    await writeRecords(first, [named('样例甲')], new Set())
    second = transact(server.db, async (tx) => {
      const there = await readRecords(tx, [key])
      seen.push(there.length)
      await writeRecords(tx, [named(there.length > 0 ? '样例甲乙' : '样例乙')], new Set(there.map(keyOf)))
    })
    await vi.waitFor(async () => {
      const { rows } =
        await sql`select from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'`.execute(
          server.db,
        )
      expect(rows).toHaveLength(1)
    })
  })
  await second
  expect(seen).toEqual([0, 1])
  expect(await rowOf(key.id)).toMatchObject({ name: '样例甲乙' })
})
