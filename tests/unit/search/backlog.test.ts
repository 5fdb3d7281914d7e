import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Store } from '../../../electron/data/database/open-database.ts'
import { noteUnindexed } from '../../../electron/data/search/backlog.ts'
import { find } from '../../../electron/data/search/find.ts'
import { unlimited } from '../../../electron/data/search/saying.ts'
import { indexBacklog } from '../../../electron/data/sync/index-backlog.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

let test: TestStore
beforeEach(() => {
  test = openTestStore()
})
afterEach(() => test.remove())

const idOf = (at: number) => `01900000-0000-7000-8000-${String(at).padStart(12, '0')}`

/** People as a first pull writes them: rows, and a note of what the index is to be told later. */
async function receive(count: number): Promise<void> {
  await test.store.write(async (tx) => {
    await sql`
      insert into contacts (id, unit_id, created_by, created_at, updated_by, updated_at, origin, name)
      select '01900000-0000-7000-8000-' || printf('%012d', value), 'u', 'a', '2026-01-01', 'a', '2026-01-01', 'manual',
        char(19968 + value % 5000) || '样例' || value
      from json_each(${JSON.stringify(Array.from({ length: count }, (_, at) => at + 1))})`.execute(tx)
    await noteUnindexed(tx, [{ table: 'contacts', from: idOf(1), to: idOf(count) }])
  })
}

const changesSoFar = () =>
  test.store.read(async (db) => {
    const row = await db.selectNoFrom(sql<number>`total_changes()`.as('changes')).executeTakeFirstOrThrow()
    return row.changes
  })

/** Indexes the backlog; the most rows that one transaction wrote, those of the index's own tables among them. */
async function dearestTransaction(): Promise<number> {
  let before = await changesSoFar()
  let dearest = 0
  const measured: Store = {
    ...test.store,
    writeQuietly: async (work) => {
      const result = await test.store.writeQuietly(work)
      const after = await changesSoFar()
      dearest = Math.max(dearest, after - before)
      before = after
      return result
    },
    joinIndexParts: async (isStopping) => {
      const isDone = await test.store.joinIndexParts(isStopping)
      before = await changesSoFar()
      return isDone
    },
  }
  await indexBacklog(measured, () => false)
  return dearest
}

it('never writes the whole index anew with some records of a backlog', async () => {
  await receive(2500)
  // A hundred records with the words they bring are some three hundred rows; all parts in one go were thousands.
  expect(await dearestTransaction()).toBeLessThan(500)
})

it('finds the newest records of a long backlog and says that it did not look through all', async () => {
  await receive(4500)
  const ask = (text: string) =>
    test.store.read((db) => find(db, { ...unlimited, text, tables: ['contacts'], limit: 3 }))
  const [newest] = await ask('样例4500')
  expect(newest?.hits.map(({ record }) => record.id)).toEqual([idOf(4500)])
  expect(await ask('样例0007')).toMatchObject([{ hits: [], givenUp: true }])
  await indexBacklog(test.store, () => false)
  expect(await ask('样例0007')).toEqual([])
})

it('tells the windows of a backlog now and then, not with every slice, and of the last one in any case', async () => {
  await receive(2500)
  let told = 0
  test.store.onWrite((tables) => {
    if (tables.includes('contacts')) told += 1
  })
  await indexBacklog(test.store, () => false)
  expect(told).toBeGreaterThan(0)
  expect(told).toBeLessThan(12)
})
