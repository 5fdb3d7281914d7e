import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unitScope } from '#shared/domain/scopes.ts'
import { ChangesResponse } from '#shared/sync/protocol.ts'
import { connect, type OpenDatabase } from '../../server/database/open-database.ts'
import { sqlState, type Tx } from '../../server/database/transaction.ts'
import { changesPage } from '../../server/sync/changes.ts'
import { append } from '../../server/sync/feed.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

const writers = 8
const milliseconds = 2500

let server: TestServer
/** A pool for the writers and one for the reader, as two servers on one database would have. */
let pools: readonly [OpenDatabase, OpenDatabase]
beforeAll(async () => {
  server = await testServer()
  pools = [connect(server.url), connect(server.url)]
  await sql`create table naive (id bigserial primary key, op_id text not null)`.execute(server.db)
})
afterAll(async () => {
  for (const pool of pools) await pool.close()
  await server.stop()
})

interface Reading {
  readonly opId: string
  readonly place: number
}

/** A way to keep a feed: how a transaction writes one entry, and how a reader reads on from a cursor. */
interface Feed {
  readonly write: (tx: Tx, opId: string) => Promise<unknown>
  readonly readAfter: (cursor: number) => Promise<readonly Reading[]>
}

/**
 * Eight writers with pauses in the middle of their transactions, some that give up and some that the database stops,
 * and one who reads along.
 */
async function run({ write, readAfter }: Feed) {
  const committed: string[] = []
  let stopped = 0
  const delivered: Reading[] = []
  const end = Date.now() + milliseconds
  const writer = async () => {
    while (Date.now() < end) {
      const opId = v7()
      const gaveUp = await pools[0].db
        .transaction()
        .execute(async (tx) => {
          const isStopped = Math.random() < 0.05
          await write(tx, opId)
          if (isStopped) await sql`set local statement_timeout = 2`.execute(tx)
          await sql`select pg_sleep(${isStopped ? 1 : Math.random() * 0.004})`.execute(tx)
          if (Math.random() < 0.05) throw new Error('changed its mind')
        })
        .then(
          () => false,
          (error) => {
            if (sqlState(error) === '57014') stopped += 1
            return true
          },
        )
      if (!gaveUp) committed.push(opId)
    }
  }
  const readAll = async () => {
    for (let more = true; more; ) {
      const page = await readAfter(delivered.at(-1)?.place ?? 0)
      delivered.push(...page)
      more = page.length > 0
    }
  }
  let writing = true
  const reader = async () => {
    for (; writing; await sleep(1)) await readAll()
    await readAll()
  }
  const reading = reader()
  await Promise.all(Array.from({ length: writers }, writer))
  writing = false
  await reading
  return { committed, delivered, stopped }
}

function expectNothingLost({ committed, delivered, stopped }: Awaited<ReturnType<typeof run>>): void {
  expect(stopped).toBeGreaterThan(0)
  expect(committed.length).toBeGreaterThan(100)
  expect(delivered.map(({ opId }) => opId).sort()).toEqual(committed.toSorted())
}

describe('the feed, with eight writers, pauses, rollbacks and statements that are stopped', () => {
  it('delivers every committed change once, without a hole, to a reader who reads along', async () => {
    const user = server.organisation.users.find(({ login }) => login === 'bing')
    const scope = unitScope(server.organisation.units.zone)
    const result = await run({
      write: (tx, opId) =>
        append(tx, [{ scope, opId, table: 'visits', id: v7(), kind: 'op', body: opOf(opId) }], Date.now()),
      readAfter: async (cursor) => {
        const since = new Map([
          [scope, cursor],
          ['org', 1_000_000],
        ])
        const { text } = await changesPage(pools[1].db, {
          userId: user?.id ?? '',
          since,
          limit: 50,
          short: false,
          serverTime: 0,
        })
        const feed = ChangesResponse.parse(JSON.parse(text)).scopes.find((entry) => entry.scope === scope)
        return (feed?.changes ?? []).map((change) => ({
          opId: change.kind === 'op' ? change.op.opId : '',
          place: change.seq,
        }))
      },
    })
    expectNothingLost(result)
    expect(result.delivered.map(({ place }) => place)).toEqual(result.delivered.map((_, index) => index + 1))
  })

  it('would lose changes if it were read by a growing id, and this test would notice', async () => {
    const result = await run({
      write: (tx, opId) => sql`insert into naive (op_id) values (${opId})`.execute(tx),
      readAfter: async (cursor) => {
        const { rows } = await sql<Reading>`
          select op_id as "opId", id as place from naive where id > ${cursor} order by id limit 50`.execute(
          pools[1].db,
        )
        return rows
      },
    })
    expect(result.committed.length).toBeGreaterThan(100)
    expect(result.delivered.length).toBeLessThan(result.committed.length)
    expect(() => expectNothingLost(result)).toThrow()
  })
})

describe('a page of the feed', () => {
  it('stays within a megabyte and goes on where it stopped', async () => {
    const bing = await server.device('bing')
    const id = v7()
    const scope = unitScope(server.organisation.units.liaison)
    const yi = await server.device('yi')
    await pools[0].db.transaction().execute((tx) =>
      append(
        tx,
        Array.from({ length: 40 }, () => {
          const op = opOf(v7())
          return {
            scope,
            opId: op.opId,
            table: 'notes',
            id,
            kind: 'op' as const,
            body: { ...op, id, fields: longText },
          }
        }),
        Date.now(),
      ),
    )
    const first = await yi.request('GET', `/changes?since=org@0`)
    expect(Buffer.byteLength(first.body)).toBeLessThan(1_100_000)
    expect(ChangesResponse.parse(first.json()).more).toBe(true)
    await yi.pull()
    expect(yi.received.filter((line) => line.endsWith(`notes ${id}`))).toHaveLength(40)
    await bing.pull(7)
    expect(bing.received.some((line) => line.endsWith(`notes ${id}`))).toBe(false)
  })

  it('carries a change that is larger than a page alone', async () => {
    const yi = await server.device('yi')
    await yi.pull()
    const op = opOf(v7())
    const huge = { body: { v: 'x'.repeat(1_500_000), hlc: '0'.repeat(32), base: [] } }
    await pools[0].db.transaction().execute((tx) =>
      append(
        tx,
        [
          {
            scope: unitScope(server.organisation.units.liaison),
            opId: op.opId,
            table: 'notes',
            id: op.id,
            kind: 'op',
            body: { ...op, fields: huge },
          },
        ],
        Date.now(),
      ),
    )
    await yi.pull()
    expect(yi.received.at(-1)).toContain(`notes ${op.id}`)
  })
})

const longText = { body: { v: 'x'.repeat(50_000), hlc: '0'.repeat(32), base: [] } }

function opOf(opId: string) {
  return {
    opId,
    device: v7(),
    incarnation: v7(),
    localSeq: 1,
    table: 'notes',
    id: v7(),
    kind: 'set',
    fields: {},
    schemaVersion: 1,
    author: v7(),
  }
}
