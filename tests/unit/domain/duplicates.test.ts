import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asFirm, asPerson } from '../../../electron/data/duplicates/likeness.ts'
import { fold } from '../../../electron/data/search/fold.ts'
import { normaliseName, spellingOf } from '../../../electron/data/search/pinyin.ts'
import {
  firmBlocks,
  firmKey,
  firmLikeness,
  personLikeness,
  phoneKey,
} from '../../../shared/domain/duplicates.ts'
import { tidyEnterpriseName } from '../../../shared/domain/enterprise-names.ts'
import { entities } from '../../../shared/domain/entities.ts'
import { mergedOver, mergeFields, mergeReferences, standsFor } from '../../../shared/domain/merging.ts'
import { normaliseUscc } from '../../../shared/domain/uscc.ts'

const firm = (name: string, more: { uscc?: string; city?: string; shortName?: string } = {}) =>
  asFirm({ name, shortName: more.shortName ?? null, uscc: more.uscc ?? null, city: more.city ?? null })

describe('two enterprises that look like one', () => {
  it.each([
    ['深圳市样例锂电有限公司', '样例锂电股份有限公司', 'name'],
    ['样例锂电（深圳）有限公司', '样例锂电有限公司', 'name'],
    ['ＳＡＭＰＬＥ锂电有限公司', 'sample锂电公司', 'name'],
    ['廣東樣例鋰電有限公司', '样例锂电有限公司', 'name'],
    ['样例锂店有限公司', '样例锂电有限公司', 'pinyin'],
    ['样例锂电', '样例锂电科技股份有限公司', 'short-name'],
  ])('%s and %s: %s', (a, b, reason) => {
    expect(firmLikeness(firm(a), firm(b))?.reason).toBe(reason)
    expect(firmLikeness(firm(b), firm(a))?.reason).toBe(reason)
  })

  it.each([
    ['上海汽车集团股份有限公司', '广州汽车集团股份有限公司'],
    ['样例锂电有限公司', '样例光伏有限公司'],
    ['深圳市样例锂电有限公司', '东莞市样例锂电有限公司'],
  ])('%s and %s are two', (a, b) => expect(firmLikeness(firm(a), firm(b))).toBeNull())

  it('a city in another spelling is the same city, another city makes it a mere possibility', () => {
    const [a, same, other] = [
      firm('样例锂电', { city: '深圳市' }),
      firm('样例锂电', { city: '广东深圳' }),
      firm('样例锂电', { city: '东莞市' }),
    ]
    expect(firmLikeness(a, same)?.strength).toBe(3)
    expect(firmLikeness(a, other)?.strength).toBe(1)
  })

  it('one credit code is one enterprise whatever its name, two codes are two', () => {
    const [code, other] = ['91350100M000100Y43', '91440300MA5FA11111']
    expect(firmLikeness(firm('甲甲甲', { uscc: code }), firm('乙乙乙', { uscc: code }))).toEqual({
      reason: 'uscc',
      strength: 3,
    })
    expect(firmLikeness(firm('样例锂电', { uscc: code }), firm('样例锂电', { uscc: other }))).toBeNull()
  })

  it('the core of a core is itself, for any name', () => {
    const part = fc.constantFrom(
      '上海',
      '深圳市',
      '广东省',
      '样例',
      '新能源',
      '集团',
      '有限公司',
      '（中国）',
      'ＡＢ',
      '股份',
      '吉林',
    )
    const name = fc.oneof(
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme' }),
    )
    fc.assert(
      fc.property(name, (text) => {
        const folded = fold(text)
        expect(fold(folded)).toBe(folded)
        const { core } = firmKey(folded)
        expect(firmKey(core).core).toBe(core)
      }),
      { numRuns: 500 },
    )
  })

  it('what was normalised stays as it is: codes, telephones, names as kept, characters and their sound', () => {
    const any = fc.string({ unit: 'grapheme' })
    const digits = fc.constantFrom(
      '86',
      '0086',
      '+86',
      '0',
      '13800000001',
      '0755',
      '26000000',
      '-',
      ' ',
      '转',
      '８',
      '９',
    )
    const letters = fc.constantFrom(
      '９１',
      '91',
      'ma',
      'Ｍ',
      '０',
      'o',
      ' ',
      '-',
      '样',
      '樣',
      '例',
      '单',
      '（',
      ')',
    )
    const text = fc.oneof(
      any,
      fc.array(digits, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.array(letters, { maxLength: 12 }).map((parts) => parts.join('')),
    )
    const normalisations = {
      code: normaliseUscc,
      phone: phoneKey,
      name: tidyEnterpriseName,
      characters: fold,
      sound: (typed: string) => spellingOf(fold(typed)).pinyin,
      plain: normaliseName,
    }
    for (const [kind, normalise] of Object.entries(normalisations))
      fc.assert(
        fc.property(text, (typed) => {
          const once = normalise(typed)
          expect([kind, normalise(once)]).toEqual([kind, once])
        }),
        { numRuns: 300 },
      )
  })

  it('records that look alike share a key, or the scan would not compare them', () => {
    const names = [
      '深圳市样例锂电有限公司',
      '样例锂电股份有限公司',
      '廣東樣例鋰電有限公司',
      '样例锂店有限公司',
    ]
    for (const a of names)
      for (const b of names)
        if (firmLikeness(firm(a), firm(b)))
          expect(firmBlocks(firm(a)).some((key) => firmBlocks(firm(b)).includes(key))).toBe(true)
  })
})

describe('two people who look like one', () => {
  const person = (name: string, phones: string[], enterpriseIds: string[] = []) =>
    asPerson({ name, phones, enterpriseIds })

  it.each([
    ['+86 138-0000-0001', '13800000001'],
    ['０１３８０００００００１', '13800000001'],
    ['0755-2600 0000转8001', '075526000000'],
    ['86-755-26000000', '75526000000'],
  ])('the telephone %s is %s', (typed, key) => {
    expect(phoneKey(typed)).toBe(key)
    expect(phoneKey(key)).toBe(key)
  })

  it('a name alone is no sign, a mobile is, an office number only with the name', () => {
    expect(personLikeness(person('样例甲', []), person('样例甲', []))).toBeNull()
    expect(personLikeness(person('样例甲', ['13800000001']), person('甲', ['138 0000 0001']))?.strength).toBe(
      2,
    )
    expect(personLikeness(person('样例甲', ['0755-26000000']), person('样例乙', ['075526000000']))).toBeNull()
    expect(
      personLikeness(person('样例甲', ['0755-26000000']), person('樣例甲', ['075526000000']))?.strength,
    ).toBe(3)
    expect(personLikeness(person('样例甲', [], ['e']), person('样例甲', [], ['e']))?.reason).toBe('name')
  })
})

describe('merging', () => {
  it('knows every field by which a record names an enterprise or a contact', () => {
    const missing = Object.values(entities).flatMap(({ table, fields }) =>
      Object.keys(fields)
        .filter((field) => /^(enterpriseId|contactId|investorId|personId|theirPeople)$/i.test(field))
        .filter((field) => !mergeReferences.some((each) => each.table === table && each.field === field))
        .map((field) => `${table}.${field}`),
    )
    expect(missing).toEqual([])
    const unknown = mergeReferences.filter(({ table, field }) => {
      const known: Readonly<Record<string, { readonly fields: object }>> = entities
      return !Object.hasOwn(known[table]?.fields ?? {}, field)
    })
    expect(unknown).toEqual([])
  })

  it('finds who stands for whom along chains, in circles and where the other one is not here', () => {
    const all = () => true
    expect([
      ...standsFor(
        new Map([
          ['a', 'b'],
          ['b', 'c'],
        ]),
        all,
      ),
    ]).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ])
    expect([
      ...standsFor(
        new Map([
          ['a', 'b'],
          ['b', 'a'],
        ]),
        all,
      ),
    ]).toEqual([['b', 'a']])
    expect(
      [
        ...standsFor(
          new Map([
            ['x', 'c'],
            ['c', 'b'],
            ['b', 'c'],
          ]),
          all,
        ),
      ].sort(),
    ).toEqual([
      ['c', 'b'],
      ['x', 'b'],
    ])
    expect([
      ...standsFor(
        new Map([
          ['a', 'b'],
          ['b', 'c'],
        ]),
        (id) => id !== 'c',
      ),
    ]).toEqual([['a', 'b']])
  })

  it('whatever is merged, exactly one record of each circle stands, and it stands for itself', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(id, id), { selector: ([from]) => from }), (pairs) => {
        const stands = standsFor(new Map(pairs), () => true)
        for (const end of stands.values()) expect(stands.has(end)).toBe(false)
      }),
    )
  })

  it('takes two spellings of one telephone number for one, and asks nothing where nothing is added', () => {
    const phones = (kept: string[], merged: string[]) =>
      mergeFields(
        'contacts',
        { values: { name: '甲', phones: kept }, updatedAt: '1' },
        { values: { name: '甲', phones: merged }, updatedAt: '2' },
      )
    expect(phones(['13800000001', '0755-26000000'], ['+86 138 0000 0001'])).toEqual([])
    const [field] = phones(['13800000001'], ['+86 138 0000 0001', '139 0000 0002'])
    const laid = { before: field?.kept, from: field?.merged, side: 'both' } as const
    expect(mergedOver(laid, laid.before)).toEqual(['13800000001', '139 0000 0002'])
  })

  it('suggests what is filled, the registered name, both of lists and remarks, else the newer', () => {
    const fields = mergeFields(
      'enterprises',
      {
        values: {
          name: '样例',
          city: null,
          status: 'contacted',
          remarks: '甲',
          badges: [{ type: 'leader' }],
          address: '甲路',
          website: '甲',
        },
        updatedAt: '2026-01-01',
      },
      {
        values: {
          name: '样例有限公司',
          city: '深圳市',
          status: 'talks',
          remarks: '乙',
          badges: [],
          address: null,
          website: '甲乙',
        },
        updatedAt: '2026-02-01',
      },
    )
    expect(Object.fromEntries(fields.map(({ name, suggested }) => [name, suggested]))).toEqual({
      name: 'merged',
      city: 'merged',
      website: 'merged',
      status: 'merged',
      remarks: 'both',
    })
    const remarks = fields.find(({ name }) => name === 'remarks')
    const laid = { before: remarks?.kept, from: remarks?.merged, side: 'both' } as const
    expect(mergedOver(laid, laid.before)).toBe('甲\n乙')
    expect(mergedOver(laid, null)).toBe('乙')
  })
})
