import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enterpriseName, tidyEnterpriseName } from '../../../shared/domain/enterprise-names.ts'
import { readAmount } from '../../../shared/domain/import/amounts.ts'
import { readDate } from '../../../shared/domain/import/dates.ts'
import { readPhones } from '../../../shared/domain/import/values.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

vi.setConfig({ testTimeout: 90_000 })

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const tables = ['enterprises', 'contacts', 'contactPosts', 'visits'] as const

/** Every living record as it is seen, and how many there are of it in the search index. */
async function visible(): Promise<string> {
  return office.store.read(async (db) => {
    const rows = await Promise.all(
      tables.map((table) => db.selectFrom(table).selectAll().orderBy('id').execute()),
    )
    const living = rows.flat().map(({ updatedAt: _, updatedBy: __, ...row }) => row)
    const conflicts = await db.selectFrom('conflicts').selectAll().execute()
    return JSON.stringify([living, conflicts])
  })
}

const names = ['甲样例有限公司', '乙样例有限公司', '丙样例股份有限公司', '甲样例', '丁样例集团', '']
const cell = <T extends string>(...of: readonly T[]) => fc.constantFrom(...of, '')
const row = fc.record({
  name: fc.constantFrom(...names),
  city: cell('深圳', '东莞市', '北京'),
  badges: cell('世界500强', '高企、专精特新', '央企'),
  amount: cell('5', '约10', '3.5亿', '待定', '800万美元'),
  person: cell('样例甲', '样例乙'),
  phone: cell('13800000001', '13800000002；0755-26000000'),
  remarks: cell('有意向', '=1+1'),
})
const head = '企业名称,所在地,企业类别,拟投资额,联系人,手机,备注'
const text = (rows: readonly (typeof row extends fc.Arbitrary<infer R> ? R : never)[]) =>
  [head, ...rows.map((cells) => Object.values(cells).join(','))].join('\n')
const decision = fc.record({
  line: fc.integer({ min: 2, max: 9 }),
  action: fc.constantFrom('new', 'update', 'merge', 'skip'),
})

async function importText(content: string, decisions: readonly { line: number; action: string }[]) {
  const path = join(office.folder, '名单.csv')
  writeFileSync(path, content)
  office.files.grant(path, path, 'read')
  const { session, total } = await office.call('imports.open', { fileToken: path })
  for (const { line, action } of decisions)
    if (line <= total + 1) await office.call('imports.decide', { session, line, action: action as 'new' })
  const { batchId } = await office.call('imports.apply', { session })
  if (batchId === null) throw new Error('cancelled')
  return batchId
}

describe('an import', () => {
  it('and then its undoing leave the very same records, whatever the rows and the decisions; doing it again, the same as before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.array(decision, { maxLength: 3 }),
        fc.boolean(),
        async (rows, decisions, uploaded) => {
          const before = await visible()
          const batchId = await importText(text(rows), decisions)
          const after = await visible()
          if (uploaded) await office.upload()
          const undone = await office.call('imports.undo', { batchId })
          expect(undone.kept).toEqual([])
          expect(await visible()).toBe(before)
          // A file that brought nothing has nothing to be done again.
          if (undone.undone > 0) await office.call('imports.redo', { batchId })
          expect(await visible()).toBe(after)
        },
      ),
      // Each run builds on what the runs before it left: later files meet more and more of what is known.
      { numRuns: 12, endOnFailure: true },
    )
  })

  it('of the same file twice finds nothing new the second time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
        await importText(text(rows), [])
        const after = await visible()
        await importText(text(rows), [])
        expect(await visible()).toBe(after)
      }),
      { numRuns: 6, endOnFailure: true },
    )
  })
})

describe('reading a value again that was read before', () => {
  const today = '2026-11-22'
  it.each([
    ['a name', fc.stringMatching(/^[甲乙公司有限集团（）() ａＡ]{1,12}$/), tidyEnterpriseName],
    [
      'the core of a name',
      fc.stringMatching(/^[深圳市上海甲乙丙公司有限集团股份]{1,12}$/),
      (name: string) => enterpriseName(enterpriseName(name).core).core,
    ],
    [
      'a day',
      fc.stringMatching(/^20[0-9]{2}[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|1[0-9])日?$/),
      (day: string) => readDate(day, today).value ?? day,
    ],
    [
      'an amount',
      fc.stringMatching(/^[1-9][0-9]{0,3}(\.[0-9]{1,2})?(万|亿)?元?$/),
      (amount: string) => String(readAmount(amount, '万元').value),
    ],
    [
      'a telephone',
      fc.stringMatching(/^(0755-)?[1-9][0-9]{7,10}(转[0-9]{3})?$/),
      (phone: string) => readPhones(phone).value?.join(';') ?? phone,
    ],
  ])('changes nothing: %s', (_, values, read) => {
    fc.assert(
      fc.property(values, (value) => {
        const once = read(value)
        expect(read(once)).toBe(once)
      }),
      { numRuns: 300 },
    )
  })
})
