import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noTables, tablesOf } from '../../../electron/data/database/touched-tables.ts'
import { visitsWithContact } from '../../../electron/data/queries/contacts.ts'
import { record } from '../../../electron/data/record/record.ts'
import { pagesAround } from '../../../renderer/lib/pages-around.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

describe('what lists show of visits', () => {
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  const enterprise = (id: string) => put('enterprises', id, { name: '舟山港' })
  const put = (table: 'enterprises' | 'visits', id: string, values: object) =>
    test.store.write((tx) => record(tx, test.context(), { table, id, kind: 'set', values } as never))
  const visit = (id: string, enterpriseId: string, occurredOn: string, met: readonly string[] = []) =>
    put('visits', id, {
      ...{ type: 'inbound', mode: 'onsite', confidentiality: 'internal', enterpriseId, occurredOn },
      theirPeople: met.map((personId) => ({ personId, name: '样例乙', post: null })),
    })
  const shown = (id: string) =>
    test.store.read((db) =>
      db
        .selectFrom('enterprises')
        .select(['lastVisitOn', 'visitCount'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    )

  it('follows every visit that is made, moved, redated and deleted, whichever came first', async () => {
    const [first, second, a, b] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()]
    await visit(a, first, '2026-01-05')
    await enterprise(first)
    expect(await shown(first)).toEqual({ lastVisitOn: '2026-01-05', visitCount: 1 })
    await enterprise(second)
    expect(await shown(second)).toEqual({ lastVisitOn: null, visitCount: 0 })
    await visit(b, first, '2026-02-01')
    expect(await shown(first)).toEqual({ lastVisitOn: '2026-02-01', visitCount: 2 })
    await put('visits', b, { enterpriseId: second, occurredOn: '2026-03-01' })
    expect([await shown(first), await shown(second)]).toEqual([
      { lastVisitOn: '2026-01-05', visitCount: 1 },
      { lastVisitOn: '2026-03-01', visitCount: 1 },
    ])
    await test.store.write((tx) => record(tx, test.context(), { table: 'visits', id: b, kind: 'delete' }))
    expect(await shown(second)).toEqual({ lastVisitOn: null, visitCount: 0 })
    await enterprise(first)
    expect(await shown(first)).toEqual({ lastVisitOn: '2026-01-05', visitCount: 1 })
  })

  it('remembers how long a list is until anything changes, and what it was read from', async () => {
    await enterprise(uuidv7())
    let counted = 0
    const count = async () => {
      const touched = noTables()
      const rows = await test.store.read(
        (db) =>
          test.store.remembered('enterprises', async () => {
            counted += 1
            return db.selectFrom('enterprises').select('id').execute()
          }),
        touched,
      )
      return { rows: rows.length, read: [...touched.read] }
    }
    expect(await count()).toEqual({ rows: 1, read: ['enterprises'] })
    expect(await count()).toEqual({ rows: 1, read: ['enterprises'] })
    expect(counted).toBe(1)
    await enterprise(uuidv7())
    expect(await count()).toEqual({ rows: 2, read: ['enterprises'] })
  })

  it('knows who was met at which visit', async () => {
    const [person, other, id] = [uuidv7(), uuidv7(), uuidv7()]
    const met = async (who: string) =>
      (await test.store.read((db) => visitsWithContact(db, who))).map((row) => row.id)
    await visit(id, uuidv7(), '2026-01-05', [person, person])
    expect([await met(person), await met(other)]).toEqual([[id], []])
    await put('visits', id, { theirPeople: [{ personId: other, name: '样例丙', post: null }] })
    expect([await met(person), await met(other)]).toEqual([[], [id]])
    await test.store.write((tx) => record(tx, test.context(), { table: 'visits', id, kind: 'delete' }))
    expect(await met(other)).toEqual([])
  })
})

it('reads visits wherever it reads what is kept from visits', () => {
  expect(tablesOf('select last_visit_on from enterprises').read).toContain('visits')
  expect(tablesOf('select 1 from visit_people').read).toContain('visits')
  expect(tablesOf('select name from enterprises').read).not.toContain('visits')
})

it('asks for the pages in sight and the nearer neighbour', () => {
  expect(pagesAround(0, 40)).toEqual([0, 1])
  expect(pagesAround(90, 130)).toEqual([1, 0])
  expect(pagesAround(160, 190)).toEqual([1, 2])
  expect(pagesAround(110, 140)).toEqual([1, 0])
  expect(pagesAround(299_900, 299_999)).toEqual([2999, 2998])
})
