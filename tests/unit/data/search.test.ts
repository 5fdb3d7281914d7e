import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { matchExpression, tokensOf } from '../../../electron/data/search/bigrams.ts'
import { normaliseName, spellingOf } from '../../../electron/data/search/pinyin.ts'
import { findRecords, putSearchText, removeSearchText } from '../../../electron/data/search/search-index.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

/** Common characters, and some outside the 16-bit plane that stand in names. */
const chineseCharacter = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0x4e00, max: 0x4e20 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0x4e00, max: 0x9fa5 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0x20000, max: 0x2a6d6 }) },
)
const chineseText = fc
  .array(chineseCharacter, { minLength: 1, maxLength: 30 })
  .map((codes) => String.fromCodePoint(...codes))

describe('search', () => {
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  const put = (id: string, body: string, name = '') =>
    test.store.write((tx) => putSearchText(tx, 'notes', id, { name: [name], body: [body] }))
  const found = async (text: string) =>
    (await test.store.read((db) => findRecords(db, text, { tables: ['notes'], limit: 50 }))).map(
      ({ id }) => id,
    )

  it('finds every part of one, two and three characters of a Chinese text', async () => {
    const id = uuidv7()
    await fc.assert(
      fc.asyncProperty(chineseText, async (text) => {
        await put(id, `开头 ${text}。`)
        const characters = Array.from(text)
        for (const length of [1, 2, 3]) {
          for (let at = 0; at + length <= characters.length; at++) {
            const part = characters.slice(at, at + length).join('')
            expect(await found(part), `${part} in ${text}`).toEqual([id])
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('does not find characters that stand apart', async () => {
    await put(uuidv7(), '上海，电气')
    expect(await found('海电')).toEqual([])
    expect(await found('上海电气')).toEqual([])
    expect(await found('上海 电气')).toHaveLength(1)
  })

  it('finds latin words by their beginning and mixed text by all its parts', async () => {
    const id = uuidv7()
    await put(id, '与ABB中国洽谈 91330000MA27X 项目，Ｈｕａｗｅｉ参加')
    for (const text of ['abb', 'AB', 'ABB中国', '9133', 'huawei', '中国 洽谈'])
      expect(await found(text)).toEqual([id])
    for (const text of ['bb', 'abb德国', '"', '* OR', 'NOT', '']) expect(await found(text)).toEqual([])
  })

  it('shows a hit in the name before a hit in the text', async () => {
    const [byText, byName] = [uuidv7(), uuidv7()]
    await put(byText, '提到舟山港一次，其余是别的很多内容')
    await put(byName, '别的内容', '舟山港')
    expect(await found('舟山港')).toEqual([byName, byText])
  })

  it('forgets the old text of a record that changed or went', async () => {
    const id = uuidv7()
    await put(id, '原来的内容')
    await put(id, '后来的文字')
    expect(await found('原来')).toEqual([])
    expect(await found('后来')).toEqual([id])
    await test.store.write((tx) => removeSearchText(tx, 'notes', id))
    expect(await found('后来')).toEqual([])
  })
})

it('splits a text into the words of the index', () => {
  expect(tokensOf('上海电气ABB（2024）')).toEqual(['上海', '海电', '电气', '气', 'abb', '2024'])
  expect(matchExpression('气')).toBe('"气" *')
  expect(matchExpression('上海电')).toBe('"上海 海电"')
  expect(matchExpression('，。')).toBeNull()
})

it('spells names as people type them', () => {
  expect(spellingOf('上海ABB电气(集团)')).toEqual({
    pinyin: 'shanghaiabbdianqijituan',
    initials: 'shabbdqjt',
  })
  expect(spellingOf('重庆长安')).toEqual({ pinyin: 'chongqingchangan', initials: 'cqca' })
  expect(spellingOf('单雄信', true)).toEqual({ pinyin: 'shanxiongxin', initials: 'sxx' })
  expect(spellingOf('吕布').pinyin).toBe('lvbu')
  expect(spellingOf('')).toEqual({ pinyin: '', initials: '' })
  expect(normaliseName(' 上海 ＡＢＢ（集团）有限公司。')).toBe('上海abb集团有限公司')
})
