import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadState, loadValues } from '../../../electron/data/record/load-state.ts'
import { record } from '../../../electron/data/record/record.ts'
import { writeState } from '../../../electron/data/record/write-state.ts'
import { parseOp } from '../../../electron/data/sync/stored-op.ts'
import { applyOp } from '../../../shared/sync/merge.ts'
import { foundBy } from '../../support/found-by.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

const counted = [
  'enterprises',
  'outbox',
  'recordClocks',
  'base',
  'searchDocs',
  'searchIndex',
  'meta',
] as const

describe('record', () => {
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  const save = (id: string, values: Record<string, unknown>) =>
    test.store.write((tx) => record(tx, test.context(), { table: 'enterprises', id, kind: 'set', values }))
  const row = (id: string) =>
    test.store.read((db) => db.selectFrom('enterprises').selectAll().where('id', '=', id).executeTakeFirst())
  const counts = async () =>
    Object.fromEntries(
      await test.store.read((db) =>
        Promise.all(
          counted.map(async (table) => {
            const { n } = await db
              .selectFrom(table)
              .select((query) => query.fn.countAll<number>().as('n'))
              .executeTakeFirstOrThrow()
            return [table, n] as const
          }),
        ),
      ),
    )
  const found = (text: string) => test.store.read((db) => foundBy(db, text, 10))

  it('keeps the row, its operation and its search text of one action together', async () => {
    const id = uuidv7()
    const op = await save(id, {
      name: '宁波舟山港股份有限公司',
      badges: [{ type: 'listed', listYear: 2024 }],
    })
    const kept = await row(id)
    expect(kept).toMatchObject({
      name: '宁波舟山港股份有限公司',
      badges: [{ type: 'listed', listYear: 2024, rank: null, level: null, category: null }],
      origin: 'manual',
      pinyin: 'ningbozhoushangangguFenyouxiangongsi'.toLowerCase(),
      initials: 'nbzsggfyxgs',
      createdAt: '2026-01-01T08:00:01.000Z',
      updatedAt: '2026-01-01T08:00:01.000Z',
    })
    const [pending] = await test.store.read((db) => db.selectFrom('outbox').selectAll().execute())
    expect(parseOp(pending?.op ?? '')).toEqual(op)
    expect(await found('舟山')).toEqual([{ table: 'enterprises', id }])
    expect(await found('nbzs')).toEqual([{ table: 'enterprises', id }])
    expect(await test.store.read((db) => db.selectFrom('base').selectAll().execute())).toEqual([
      { tableName: 'enterprises', recordId: id, state: 'null' },
    ])
  })

  it('keeps nothing of an action that fails half way', async () => {
    await save(uuidv7(), { name: '先前的企业' })
    const before = await counts()
    await expect(
      test.store.write(async (tx) => {
        await record(tx, test.context(), {
          table: 'enterprises',
          id: uuidv7(),
          kind: 'set',
          values: { name: '不该留下' },
        })
        throw new Error('the handler failed')
      }),
    ).rejects.toThrow('the handler failed')
    expect(await counts()).toEqual(before)
    expect(await found('不该留下')).toEqual([])
  })

  it('sends only what the user changed, based on what the user saw', async () => {
    const id = uuidv7()
    const first = await save(id, { name: '甲公司', city: '温州', remarks: '初访' })
    const second = await save(id, { name: '甲公司', city: '杭州', remarks: '初访', website: null })
    expect(second?.fields).toEqual({
      city: { v: '杭州', hlc: expect.any(String), base: [first?.fields.city?.hlc] },
    })
    expect(second?.localSeq).toBe(2)
    expect(await save(id, { name: ' 甲公司 ', city: '杭州' })).toBeNull()
    expect(await counts()).toMatchObject({ outbox: 2, base: 1 })
  })

  it('refuses an invalid record and says which field is wrong', async () => {
    await expect(save(uuidv7(), { name: '', employees: -3 })).rejects.toMatchObject({
      code: 'record/invalid',
      details: {
        problems: [
          { path: ['name'], message: 'required' },
          { path: ['employees'], message: 'negative' },
        ],
      },
    })
    expect(await counts()).toMatchObject({ enterprises: 0, outbox: 0 })
  })

  it('takes pasted text with invisible leftovers that no database can keep', async () => {
    const id = uuidv7()
    const op = await save(id, { name: '贵州\u0000茅台', remarks: `前\ud800后` })
    expect(op?.fields.name?.v).toBe('贵州茅台')
    expect(await row(id)).toMatchObject({ name: '贵州茅台', remarks: '前\ufffd后' })
  })

  it('stamps every write later than all before it, even when the clock runs backwards', async () => {
    const id = uuidv7()
    const stamps: string[] = []
    for (const [index, nowMs] of [5_000_000, 4_000_000, 4_000_000, 6_000_000].entries()) {
      const op = await test.store.write((tx) =>
        record(tx, test.context(nowMs), {
          table: 'enterprises',
          id,
          kind: 'set',
          values: { name: `第${index}次` },
        }),
      )
      stamps.push(op?.fields.name?.hlc ?? '')
    }
    expect([...stamps].sort()).toEqual(stamps)
    expect(new Set(stamps).size).toBe(4)
  })

  it('deletes a record and brings it back as it was', async () => {
    const id = uuidv7()
    await save(id, { name: '乙公司', remarks: '重要备注' })
    const before = await row(id)
    const change = (kind: 'delete' | 'undelete') =>
      test.store.write((tx) => record(tx, test.context(), { table: 'enterprises', id, kind }))
    await change('delete')
    expect(await row(id)).toBeUndefined()
    expect(await found('重要备注')).toEqual([])
    expect(await test.store.read((db) => loadValues(db, 'enterprises', id))).toBeUndefined()
    expect(await change('delete')).toBeNull()
    await change('undelete')
    expect(await row(id)).toEqual({ ...before, updatedAt: expect.any(String) })
    expect(await found('重要备注')).toHaveLength(1)
    await expect(
      test.store.write((tx) =>
        record(tx, test.context(), { table: 'enterprises', id: uuidv7(), kind: 'delete' }),
      ),
    ).rejects.toMatchObject({ code: 'record/not-found' })
  })

  it('keeps fields and tables that only a newer version knows', async () => {
    const id = uuidv7()
    const hlc = `${'0'.repeat(31)}1`
    const newer = {
      author: uuidv7(),
      fields: {
        name: { v: '丙公司', hlc, base: [] },
        employees: { v: 'about a hundred', hlc, base: [] },
        carbonRating: { v: { grade: 'A' }, hlc, base: [] },
      },
    }
    const { state } = applyOp({}, newer)
    await test.store.write(async (tx) => {
      await writeState(tx, 'enterprises', id, state, [], '2026-01-01T00:00:00.000Z')
      await writeState(tx, 'futureThings', id, state, [], '2026-01-01T00:00:00.000Z')
    })
    await save(id, { city: '苏州' })
    const values = await test.store.read((db) => loadValues(db, 'enterprises', id))
    expect(values).toEqual({
      name: '丙公司',
      employees: 'about a hundred',
      carbonRating: { grade: 'A' },
      city: '苏州',
    })
    expect(await row(id)).toMatchObject({ employees: null, badges: [], city: '苏州' })
    expect(await test.store.read((db) => loadState(db, 'futureThings', id))).toEqual(state)
  })

  it('shows a conflict on a surfaced field until it is settled, and remembers the value that lost', async () => {
    const id = uuidv7()
    const op = await save(id, { name: '丁公司', investIntent: 1000 })
    await save(id, { investIntent: 2000 })
    const theirs = {
      author: uuidv7(),
      fields: {
        investIntent: { v: 3000, hlc: 'f'.repeat(32), base: [op?.fields.investIntent?.hlc ?? ''] },
      },
    }
    await test.store.write(async (tx) => {
      const merged = applyOp(await loadState(tx, 'enterprises', id), theirs)
      await writeState(tx, 'enterprises', id, merged.state, merged.losses, '2026-01-02T00:00:00.000Z')
    })
    expect(await row(id)).toMatchObject({ investIntent: 3000 })
    const conflicts = () => test.store.read((db) => db.selectFrom('conflicts').selectAll().execute())
    expect(await conflicts()).toMatchObject([{ field: 'investIntent', since: '2026-01-02T00:00:00.000Z' }])
    expect(await test.store.read((db) => db.selectFrom('fieldHistory').selectAll().execute())).toMatchObject([
      { field: 'investIntent', lostValue: '2000', keptValue: '3000' },
    ])
  })
})
