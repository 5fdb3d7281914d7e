import { describe, expect, it } from 'vitest'
import type { ImportedContact } from '#shared/domain/import/contacts.ts'
import { planGroup } from '#shared/domain/import/plan-group.ts'
import type { RowReading } from '#shared/domain/import/row.ts'

const blank: ImportedContact = {
  name: '样例乙',
  phones: [],
  title: null,
  wechat: null,
  email: null,
  remarks: null,
}
/** Rows of one new enterprise, from line 2 on, each with a person. */
const rows = (people: readonly Partial<ImportedContact>[]): RowReading[] =>
  people.map((person, index) => ({
    line: index + 2,
    kind: 'data',
    name: '甲样例有限公司',
    enterprise: {},
    contact: { ...blank, ...person },
    visit: null,
    source: { sourceAuthor: null, sourceDate: null },
    remarks: [],
  }))
const mobile = '13800000001'
const other = '13900000002'

describe('a person who stands in several lines of one file, at an enterprise that is new', () => {
  const cases: readonly [string, readonly Partial<ImportedContact>[], readonly Partial<ImportedContact>[]][] =
    [
      ['has the telephone of the later line', [{}, { phones: [mobile] }], [{ phones: [mobile] }]],
      [
        'has what each line says',
        [
          { phones: [mobile] },
          { wechat: 'yang', title: '总经理' },
          { phones: [mobile, other], email: 'a@b.cn' },
        ],
        [{ phones: [mobile, other], wechat: 'yang', title: '总经理', email: 'a@b.cn' }],
      ],
      ['keeps what the first line says', [{ remarks: '先' }, { remarks: '后' }], [{ remarks: '先' }]],
      [
        'is two people where the telephones say so',
        [{ phones: [mobile] }, { phones: [other] }],
        [{ phones: [mobile] }, { phones: [other] }],
      ],
      [
        'is two people once one telephone is known',
        [{}, { phones: [mobile] }, { phones: [other] }],
        [{ phones: [mobile] }, { phones: [other] }],
      ],
    ]
  it.each(cases)('%s', (_, people, wanted) => {
    const planned = planGroup(rows(people), undefined, new Map())
    expect(planned.flatMap(({ contact }) => contact ?? [])).toEqual(
      wanted.map((person) => ({ ...blank, ...person })),
    )
  })

  it('is said to be completed by the line that does, which is no repetition', () => {
    const [, second, third] = planGroup(
      rows([{}, { phones: [mobile] }, { phones: [mobile] }]),
      undefined,
      new Map(),
    )
    const codes = (row: typeof second) => row?.remarks.map(({ code }) => code)
    expect([second?.verdict, codes(second)]).toEqual(['merge', ['same-as-line', 'contact-known']])
    expect([third?.verdict, codes(third)]).toEqual(['skip', ['same-as-line', 'already-known']])
  })

  it('is made by the later line where the earlier one is left out', () => {
    const decisions = new Map([
      [2, { action: 'skip', target: null } as const],
      [3, { action: 'new', target: null } as const],
    ])
    const planned = planGroup(rows([{}, { phones: [mobile] }]), undefined, decisions)
    expect(planned.map(({ contact }) => contact?.phones)).toEqual([undefined, [mobile]])
  })
})
