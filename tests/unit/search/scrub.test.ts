import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readMeta } from '../../../electron/data/database/meta.ts'
import { record } from '../../../electron/data/record/record.ts'
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
  const put = (at: number) =>
    test.store.write((tx) =>
      putSearchText(tx, 'enterprises', `e${at}`, {
        ...nothing,
        author: at === 3 ? 'feedface-0000-7000-8000-00000000beef' : null,
        names: [`第${at}号样例${String.fromCodePoint(0x4e00 + at * 7)}有限公司`],
      }),
    )
  for (let at = 0; at < texts; at += 1) await put(at)
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
  await indexAndRemove(150)
  let saved = false
  let slicesAfter = 0
  const scrubbed = scrubLeft(test.store, () => {
    if (saved) slicesAfter += 1
    return false
  })
  await test.store.write((tx) =>
    record(tx, test.context(), {
      table: 'enterprises',
      id: uuidv7(),
      kind: 'set',
      values: { name: '舟山港' },
    } as never),
  )
  saved = true
  await scrubbed
  expect(slicesAfter).toBeGreaterThan(0)
})
