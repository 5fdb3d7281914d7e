import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { transact } from '../../server/database/transaction.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let bing: ServerDevice
let yi: ServerDevice
beforeAll(async () => {
  server = await testServer()
  bing = await server.device('bing')
  yi = await server.device('yi')
})
afterAll(() => server.stop())

/** How often the feed has each operation, and how many results are kept of it. */
async function effects(...ops: readonly Op[]): Promise<unknown[]> {
  const found: unknown[] = []
  for (const { opId } of ops) {
    const { rows } = await sql<{ fed: number; seen: number }>`
      select (select count(*) from change where op_id = ${opId}) as fed,
        (select count(*) from op_seen where op_id = ${opId} and result is not null) as seen`.execute(
      server.db,
    )
    found.push(rows[0])
  }
  return found
}
const once = { fed: 1, seen: 1 }
const never = { fed: 0, seen: 0 }

describe('a push that other transactions get in the way of', () => {
  afterEach(() => sql`drop trigger if exists in_the_way on change`.execute(server.db))

  /** Lets the last step of a push fail so many times; a sequence goes on counting where a transaction is undone. */
  async function failing(state: string, times: number): Promise<void> {
    await sql
      .raw(`drop sequence if exists tries; create sequence tries;
      create or replace function in_the_way() returns trigger language plpgsql as $$ begin
        if nextval('tries') <= ${times} then raise exception 'in the way' using errcode = '${state}'; end if;
        return new;
      end $$;
      create trigger in_the_way before insert on change for each row execute function in_the_way()`)
      .execute(server.db)
  }

  it.each([
    { state: '40001', name: 'serialization failure' },
    { state: '40P01', name: 'deadlock' },
    { state: '55P03', name: 'lock that did not come in time' },
  ])('begins again by itself after a $name and has one effect', async ({ state }) => {
    const op = sample.enterprise(bing)
    await failing(state, 2)
    expect((await bing.push(op)).map(({ status }) => status)).toEqual(['applied'])
    expect(await effects(op)).toEqual([once])
  })

  it('is told to come again when it does not get through, nothing of it is taken, and it comes again', async () => {
    const op = sample.enterprise(bing)
    await failing('40001', 1000)
    const answer = await bing.pushRaw([op])
    expect([answer.statusCode, answer.json().error]).toEqual([503, 'unavailable'])
    expect(await effects(op)).toEqual([never])
    await sql`drop trigger in_the_way on change`.execute(server.db)
    expect((await bing.push(op)).map(({ status }) => status)).toEqual(['applied'])
    expect(await effects(op)).toEqual([once])
  })
})

describe('two transactions that each wait for the other', () => {
  it('both come to their end, each with one effect', async () => {
    await sql`create table both_wait (name text primary key, n int not null)`.execute(server.db)
    await sql`insert into both_wait values ('left', 0), ('right', 0)`.execute(server.db)
    let begun = 0
    const raise = (first: string, second: string) =>
      transact(server.db, async (tx) => {
        await sql`set local deadlock_timeout = '20ms'`.execute(tx)
        await sql`update both_wait set n = n + 1 where name = ${first}`.execute(tx)
        begun += 1
        // Until each holds what the other wants.
        for (let turns = 0; begun < 2 && turns < 2000; turns += 1) await sleep(5)
        await sql`update both_wait set n = n + 1 where name = ${second}`.execute(tx)
      })
    await Promise.all([raise('left', 'right'), raise('right', 'left')])
    const { rows } = await sql`select name, n from both_wait order by name`.execute(server.db)
    expect(rows).toEqual([
      { name: 'left', n: 2 },
      { name: 'right', n: 2 },
    ])
    expect(begun).toBeGreaterThan(2)
  })
})

describe('a transaction that stays open for long', () => {
  it('holds up no reader and no other scope, and who writes to the same scope goes on after it', async () => {
    const scope = `unit:${server.organisation.units.zone}`
    const long = new pg.Client({ connectionString: server.url })
    await long.connect()
    const [before, beside, same] = [sample.enterprise(bing), sample.enterprise(yi), sample.enterprise(bing)]
    await bing.push(before)
    await long.query('begin')
    await long.query('update scope set max_seq = max_seq where id = $1', [scope])
    try {
      let done = false
      const waiting = bing.push(same).finally(() => {
        done = true
      })
      const reader = await server.device('bing')
      await reader.pull()
      expect(reader.sees('enterprises', before.id)).toBe(true)
      expect(reader.sees('enterprises', same.id)).toBe(false)
      expect((await yi.push(beside)).map(({ status }) => status)).toEqual(['applied'])
      await yi.pull()
      expect(yi.received.some((line) => line.endsWith(beside.id))).toBe(true)
      expect(done).toBe(false)
      await long.query('rollback')
      expect((await waiting).map(({ status }) => status)).toEqual(['applied'])
      await reader.pull()
      expect(reader.sees('enterprises', same.id)).toBe(true)
    } finally {
      await long.end()
    }
  })
})
