import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readMeta } from '../../../electron/data/database/meta.ts'
import type { Writer } from '../../../electron/data/database/schema.ts'
import { changeOfFields, record } from '../../../electron/data/record/record.ts'
import { putSearchText, removeSearchText } from '../../../electron/data/search/search-index.ts'
import { indexBacklog } from '../../../electron/data/sync/index-backlog.ts'
import { noteRemoval, scrubLeft } from '../../../electron/data/sync/scrub.ts'
import { searchKindOf } from '../../../shared/domain/search-kinds.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

let test: TestStore
beforeEach(() => {
  test = openTestStore()
})
afterEach(() => test.remove())

/** Texts of one transaction. */
const together = 25

/** So many texts, one of which has a word that no other has; that one is then removed for good. */
async function indexAndRemove(texts: number): Promise<void> {
  const kind = searchKindOf('enterprises')
  if (!kind) throw new Error('enterprises are not searched')
  const nothing = {
    kind,
    day: 1,
    unitId: null,
    author: null,
    city: null,
    chain: null,
    others: [],
    bodies: [],
  }
  const put = (tx: Writer, at: number) =>
    putSearchText(tx, 'enterprises', `e${at}`, {
      ...nothing,
      author: at === 3 ? 'feedface-0000-7000-8000-00000000beef' : null,
      names: [`第${at}号样例${String.fromCodePoint(0x4e00 + at * 7)}有限公司`],
    })
  for (let from = 0; from < texts; from += together)
    await test.store.write(async (tx) => {
      for (let at = from; at < Math.min(texts, from + together); at += 1) await put(tx, at)
    })
  await test.store.write(async (tx) => {
    await removeSearchText(tx, 'enterprises', 'e3')
    await noteRemoval(tx)
  })
}

const traces = () =>
  test.store.read(async (db) => {
    const rows = await db
      .selectFrom(sql<{ block: Uint8Array }>`search_index_data`.as('data'))
      .select('data.block')
      .execute()
    return rows.filter(({ block }) => Buffer.from(block).includes('feedface')).length
  })
const due = () => test.store.read((db) => readMeta(db, 'scrubDue'))

it('leaves nothing of what was removed in the index, and goes on where the program ended before', async () => {
  await indexAndRemove(120)
  expect(await traces()).toBeGreaterThan(0)
  await scrubLeft(test.store, () => true)
  expect([(await traces()) > 0, await due()]).toEqual([true, 'yes'])
  // As the program does after every start.
  await indexBacklog(test.store, () => false)
  expect([await traces(), await due()]).toEqual([0, undefined])
})

it('lets a save go first while it works', async () => {
  await indexAndRemove(3000)
  let slices = 0
  let slicesAtSave = 0
  let saving: Promise<void> | null = null
  const save = async () => {
    await test.store.write((tx) =>
      record(tx, test.context(), changeOfFields('enterprises', uuidv7(), { name: '舟山港' })),
    )
    slicesAtSave = slices
  }
  await scrubLeft(test.store, () => {
    slices += 1
    saving ??= save()
    return false
  })
  await saving
  expect(slicesAtSave).toBeGreaterThan(0)
  expect(slicesAtSave).toBeLessThan(slices)
})
