import { describe, expect, it } from 'vitest'
import {
  addHolders,
  type PhoneHolder,
  phonesOf,
  warnOfPhones,
} from '#shared/domain/import/phones-elsewhere.ts'
import { type PlannedRow, untouched } from '#shared/domain/import/plan.ts'
import type { RowReading } from '#shared/domain/import/row.ts'

const row = (phones: readonly string[], rest: Partial<PlannedRow> = {}): PlannedRow => {
  const contact = {
    name: '样例戊',
    title: null,
    department: null,
    phones,
    wechat: null,
    email: null,
    remarks: null,
  }
  const reading = { line: 2, kind: 'data', name: '样例甲公司', enterprise: {}, contact, remarks: [] }
  return { ...untouched(reading as unknown as RowReading), verdict: 'new', ...rest }
}
const at = (enterpriseId: string, phones: readonly string[]): PhoneHolder => ({
  enterpriseId,
  enterprise: `企业${enterpriseId}`,
  person: '样例己',
  phones,
})

/** What is said of a row, beside what the store has. */
function said(of: PlannedRow, ...holders: readonly PhoneHolder[]) {
  const found = new Map<string, PhoneHolder[]>()
  addHolders(found, phonesOf([of.reading]), holders)
  return warnOfPhones([of], found)[0]?.remarks ?? []
}

const elsewhere = [
  { code: 'phone-elsewhere', params: { phone: '138 0013 8000', name: '企业乙', person: '样例己' } },
]

describe('a row whose telephone stands at an enterprise of the store', () => {
  const known = (id: string) => ({ enterprise: { kind: 'known', id } as const, verdict: 'merge' as const })
  const mobile = ['138 0013 8000']
  const cases: readonly [string, PlannedRow, readonly PhoneHolder[], readonly unknown[]][] = [
    [
      'is pointed out when the row makes another one',
      row(mobile),
      [at('乙', ['+86 13800138000'])],
      elsewhere,
    ],
    [
      'is pointed out when the row adds to another one',
      row(mobile, known('甲')),
      [at('乙', ['13800138000'])],
      elsewhere,
    ],
    ['is its own', row(mobile, known('乙')), [at('乙', ['13800138000'])], []],
    [
      'is its own and another one’s too',
      row(mobile, known('甲')),
      [at('乙', ['13800138000']), at('甲', ['13800138000'])],
      [],
    ],
    [
      'is not pointed out where nothing is written',
      row(mobile, { verdict: 'skip' }),
      [at('乙', ['13800138000'])],
      [],
    ],
    ['is no number of a few digits', row(['8000']), [at('乙', ['8000'])], []],
    ['is another number', row(mobile), [at('乙', ['13800138001'])], []],
  ]
  it.each(cases)('%s', (_, of, holders, remarks) => {
    expect(said(of, ...holders)).toEqual(remarks)
  })
})
