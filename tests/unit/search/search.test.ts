import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { record } from '../../../electron/data/record/record.ts'
import { find } from '../../../electron/data/search/find.ts'
import { fold } from '../../../electron/data/search/fold.ts'
import { normaliseName, spellingOf } from '../../../electron/data/search/pinyin.ts'
import { forgetRecord } from '../../../electron/data/sync/forget-record.ts'
import { entities, entityOf } from '../../../shared/domain/entities.ts'
import { searchKindOf, searchKinds } from '../../../shared/domain/search-kinds.ts'
import { anything, foundBy } from '../../support/found-by.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

/** Few characters, so that parts of one text stand in others by chance; some from outside the 16-bit plane. */
const character = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...'上海电气华东南方') },
  { weight: 3, arbitrary: fc.constantFrom(...'ab1，2 （Ａ') },
  { weight: 2, arbitrary: fc.constantFrom(...'華東電氣𠀀𪚥') },
)
const text = fc
  .array(character, { minLength: 1, maxLength: 12 })
  .map((characters) => characters.join(''))
  .filter((made) => made.trim() !== '')
const query = fc.array(character, { minLength: 1, maxLength: 4 }).map((characters) => characters.join(''))

type Step =
  | { readonly kind: 'put'; readonly slot: number; readonly name: string; readonly remarks: string }
  | { readonly kind: 'delete' | 'forget'; readonly slot: number }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      slot: fc.nat(5),
      name: text,
      remarks: text,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'forget' as const), slot: fc.nat(5) }),
  },
)

/** What a search is: every word of the query, folded, stands in one of the folded texts, or spells a part of the name. */
function scan(records: ReadonlyMap<string, readonly string[]>, typed: string): string[] {
  const words = fold(typed)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (words.length === 0) return []
  const says = ([name = '', remarks = '']: readonly string[], word: string) =>
    [name, remarks].some((each) => fold(each).includes(word)) || spells(name, word)
  return Array.from(records)
    .filter(([, texts]) => words.every((word) => says(texts, word)))
    .map(([id]) => id)
    .sort()
}

/** The slow way: every syllable of every character, from each of them on. */
function spells(name: string, word: string): boolean {
  if (!/^[a-z0-9]*[a-z][a-z0-9]*$/.test(word) || !/\p{sc=Han}/u.test(name)) return false
  const whole = spellingOf(name.normalize('NFC'))
  const characters = Array.from(name.normalize('NFC'))
  // Where the name is all Chinese or letters, a suffix of the name has a suffix of the spelling.
  return characters.some((_, from) => {
    const before = spellingLengths(characters, from)
    return (
      whole.pinyin.slice(before.pinyin).startsWith(word) ||
      whole.initials.slice(before.initials).startsWith(word)
    )
  })
}

/** No character of the tests is read in two ways. */
function spellingLengths(characters: readonly string[], from: number) {
  const before = spellingOf(characters.slice(0, from).join(''))
  return { pinyin: before.pinyin.length, initials: before.initials.length }
}

describe('search', () => {
  let test: TestStore
  beforeAll(() => {
    test = openTestStore()
  })
  afterAll(() => test.remove())

  it('finds exactly what a look through all texts finds, whatever was changed, deleted and purged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 14 }),
        fc.array(query, { minLength: 6, maxLength: 10 }),
        async (steps, queries) => {
          const ids = Array.from({ length: 6 }, () => uuidv7())
          const records = new Map<string, readonly string[]>()
          await test.store.write(async (tx) => {
            for (const { slot, ...each } of steps) {
              const id = ids[slot] ?? ''
              const table = 'enterprises'
              if (each.kind === 'put') {
                if (!records.has(id) && (await stands(tx, id)))
                  await record(tx, test.context(), { table, id, kind: 'undelete' })
                const values = { name: each.name, remarks: each.remarks }
                await record(tx, test.context(), { table, id, kind: 'set', values })
                records.set(id, [each.name.trim(), each.remarks.trim()])
              } else if (records.delete(id)) {
                if (each.kind === 'delete') await record(tx, test.context(), { table, id, kind: 'delete' })
                else await forgetRecord(tx, { table, id })
              }
            }
          })
          for (const typed of queries) {
            const found = await test.store.read((db) => foundBy(db, typed, 100))
            expect(found.map(({ id }) => id).sort(), typed).toEqual(scan(records, typed))
          }
          await test.store.write(async (tx) => {
            for (const id of ids) await forgetRecord(tx, { table: 'enterprises', id })
          })
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)
})

async function stands(tx: Parameters<typeof record>[0], id: string): Promise<boolean> {
  const row = await tx.selectFrom('recordClocks').select('life').where('recordId', '=', id).executeTakeFirst()
  return row?.life === 'deleted'
}

describe('what is typed', () => {
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  const enterprise = (name: string, more: object = {}) => {
    const id = uuidv7()
    const values = { name, ...more }
    return test.store
      .write((tx) => record(tx, test.context(), { table: 'enterprises', id, kind: 'set', values }))
      .then(() => id)
  }
  const contact = (name: string, more: object = {}) => {
    const id = uuidv7()
    const values = { name, ...more }
    return test.store
      .write((tx) => record(tx, test.context(), { table: 'contacts', id, kind: 'set', values }))
      .then(() => id)
  }
  const found = async (typed: string) =>
    (await test.store.read((db) => foundBy(db, typed, 20))).map(({ id }) => id)

  it('is found in traditional characters, in full width and in pieces', async () => {
    const id = await enterprise('華為技術（深圳）有限公司', {
      uscc: null,
      remarks: 'Ｈｕａｗｅｉ 与 ABB 合作',
    })
    for (const typed of ['华为', '華為', '为', '深圳', 'huawei', 'ＨＵＡ', 'bb', '华为 合作'])
      expect(await found(typed), typed).toEqual([id])
    for (const typed of ['为深', '，', '"', '* OR', 'NOT', '', '   '])
      expect(await found(typed), typed).toEqual([])
  })

  it('is found by pinyin from any syllable on and by any part of the initials', async () => {
    const id = await enterprise('重庆长安汽车')
    for (const typed of [
      'chongqing',
      'changanqiche',
      'chang',
      'ch',
      'cqca',
      'caqc',
      'c',
      "chang'an",
      'chongqingchanganq',
    ])
      expect(await found(typed), typed).toEqual([id])
    for (const typed of ['hongqing', 'zhongqing', 'cc']) expect(await found(typed), typed).toEqual([])
    const shan = await contact('单雄信')
    expect(await found('shanxiong')).toEqual([shan])
    expect(await found('danxiong')).toEqual([])
  })

  it('is found by any digits of a telephone number, however it is written', async () => {
    const id = await contact('王五', { phones: ['138-0755-1234'] })
    for (const typed of ['13807551234', '0755', '5512', '138-0755', '34'])
      expect(await found(typed), typed).toEqual([id])
    expect(await found('75513')).toEqual([])
  })

  it('stands in the order beginning of the name, name, other field, long text, each the latest first', async () => {
    const body = await enterprise('甲公司', { remarks: '提到舟山港' })
    const other = await enterprise('乙公司', { mainProducts: '舟山港机械' })
    const inside = await enterprise('宁波舟山港')
    const beginning = await enterprise('舟山港集团')
    const earlier = await enterprise('舟山港物流')
    const expected = [earlier, beginning, inside, other, body]
    expect(await found('舟山港')).toEqual(expected)
    expect(await found('zsg')).toEqual([earlier, beginning, inside])
  })

  it('prefers the own unit among equals', async () => {
    const theirs = { unitId: uuidv7() }
    const own = await enterprise('舟山港集团')
    const other = await enterprise('舟山港物流', theirs)
    expect(await found('舟山港')).toEqual([other, own])
    const { unitId } = test.context()
    const groups = await test.store.read((db) => find(db, { ...anything, text: '舟山港', ownUnitId: unitId }))
    expect(groups[0]?.hits.map(({ record: { id } }) => id)).toEqual([own, other])
  })

  it('is narrowed by kind, region, chain, unit, author and day', async () => {
    const id = await enterprise('舟山港集团', { city: '苏州', industryChain: '港口 & 物流' })
    await enterprise('舟山港物流', { city: '成都' })
    const person = await contact('舟山')
    const { unitId, author } = test.context()
    const idsOf = async (filter: Partial<typeof anything>) =>
      (await test.store.read((db) => find(db, { ...anything, text: '舟山', ...filter }))).flatMap(
        ({ hits }) => hits.map(({ record: { id: hit } }) => hit),
      )
    expect(await idsOf({ region: 'yangtze_delta' })).toEqual([id])
    expect(await idsOf({ chain: '港口 & 物流' })).toEqual([id])
    expect(await idsOf({ tables: ['contacts'] })).toEqual([person])
    expect(await idsOf({ unitId, author })).toHaveLength(3)
    expect(await idsOf({ unitId: uuidv7() })).toEqual([])
    expect(await idsOf({ author: uuidv7() })).toEqual([])
    const newYear = Date.UTC(2026, 0, 1) / 86_400_000
    expect(await idsOf({ fromDay: newYear, toDay: newYear })).toHaveLength(3)
    expect(await idsOf({ fromDay: newYear + 1 })).toEqual([])
    expect(await idsOf({ text: '', tables: ['contacts'] })).toEqual([person])
    expect(await idsOf({ text: '' })).toEqual([])
  })

  it('says that there are more than are shown', async () => {
    for (let count = 0; count < 4; count += 1) await enterprise(`舟山港${count}`)
    const groupsOf = (limit: number) =>
      test.store.read((db) => find(db, { ...anything, text: '舟山', limit }))
    expect((await groupsOf(3)).map(({ hits, more }) => [hits.length, more])).toEqual([[3, true]])
    expect((await groupsOf(4)).map(({ hits, more }) => [hits.length, more])).toEqual([[4, false]])
  })
})

it('has a line for every entity with searched fields, and no number twice', () => {
  const notSearched = ['units', 'users']
  for (const table of Object.keys(entities)) {
    const searched = Object.values(entityOf(table)?.fields ?? {}).some((field) => field.searched)
    if (searched && !notSearched.includes(table)) expect(searchKindOf(table), table).toBeDefined()
  }
  expect(new Set(searchKinds.map(({ number }) => number)).size).toBe(searchKinds.length)
})

it('folds a text only once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (any) => {
      expect(fold(fold(any))).toBe(fold(any))
    }),
  )
  expect(fold('Ａｂ㈱臺灣')).toBe('ab(株)台湾')
})

it('spells names as people type them', () => {
  const plain = (name: string, person = false) => {
    const { pinyin, initials } = spellingOf(name, person)
    return { pinyin, initials }
  }
  expect(plain('上海ABB电气(集团)')).toEqual({ pinyin: 'shanghaiabbdianqijituan', initials: 'shabbdqjt' })
  expect(plain('重庆长安')).toEqual({ pinyin: 'chongqingchangan', initials: 'cqca' })
  expect(plain('单雄信', true)).toEqual({ pinyin: 'shanxiongxin', initials: 'sxx' })
  expect(plain('吕布').pinyin).toBe('lvbu')
  expect(plain('')).toEqual({ pinyin: '', initials: '' })
  expect(normaliseName(' 上海 ＡＢＢ（集团）有限公司。')).toBe('上海abb集团有限公司')
})
