import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import xlsx, { utils, type WorkSheet, write } from '@e965/xlsx'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readVcards } from '../../../electron/data/import/read-vcard.ts'
import { type Office, openOffice } from '../../support/test-office.ts'
import { zipOf } from '../../support/zip-bytes.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

function workbook(sheet: WorkSheet, bookType: 'xlsx' | 'biff8' = 'xlsx'): Buffer {
  const book = utils.book_new()
  utils.book_append_sheet(book, sheet, '表')
  return write(book, { type: 'buffer', bookType })
}

/** The file lies in a chosen place under this name. */
function chosen(name: string, bytes: Uint8Array): { fileToken: string } {
  const path = join(office.folder, name)
  writeFileSync(path, bytes)
  office.files.grant(path, path, 'read')
  return { fileToken: path }
}

const wide = (columns: number) => [
  ['企业名称', ...Array.from({ length: columns - 1 }, (_, index) => `列${index}`)],
  ['样例甲有限公司', ...Array.from({ length: columns - 1 }, (_, index) => `值${index}`)],
]

function locked(): Buffer {
  const container = xlsx.CFB.utils.cfb_new()
  xlsx.CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.alloc(600))
  xlsx.CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.from([4, 0, 4, 0, 64, 0, 0, 0]))
  return xlsx.CFB.write(container, { type: 'buffer' }) as Buffer
}

it.each([
  ['a bomb', '清单.xlsx', zipOf([{ name: 'xl/workbook.xml', says: 4_000_000_000 }]), 'import/too-much'],
  ['a password', '清单.xlsx', locked(), 'import/protected'],
  ['an empty sheet', '清单.xlsx', workbook(utils.aoa_to_sheet([])), 'import/empty'],
  ['600 columns', '清单.xlsx', workbook(utils.aoa_to_sheet(wide(600))), 'import/too-wide'],
  ['600 columns of text', '清单.csv', Buffer.from(wide(600).join('\n')), 'import/too-wide'],
])(
  'A file with %s is refused with its reason while the other calls are answered, and nothing is written',
  async (_, name, bytes, code) => {
    const refusal = office.refusal('imports.open', chosen(name, bytes))
    expect(await office.call('enterprises.list', {})).toMatchObject({ rows: [] })
    expect(await refusal).toBe(code)
    expect(await office.call('imports.batches', {})).toEqual([])
    expect(await office.waiting()).toBe(0)
  },
)

it('An .xls under the name of an .xlsx is read as what it is', async () => {
  const rows = [['企业名称'], ['样例甲有限公司']]
  const file = chosen('旧表.xlsx', workbook(utils.aoa_to_sheet(rows), 'biff8'))
  expect((await office.call('imports.open', file)).counts).toMatchObject({ new: 1, bad: 0 })
})

it('Of 300 columns none is lost', async () => {
  const file = chosen('宽表.xlsx', workbook(utils.aoa_to_sheet(wide(300))))
  const { session, columns } = await office.call('imports.open', file)
  expect(columns.length).toBe(300)
  const { cells } = await office.call('imports.row', { session, line: 2 })
  expect(cells.at(-1)).toEqual({ heading: '列298', text: '值298' })
})

it('A formula that ended in an error is an empty cell, and the row is read for the rest of it', async () => {
  const sheet = utils.aoa_to_sheet([
    ['企业名称', '员工人数', '所在城市'],
    ['样例甲有限公司', 0, '深圳'],
  ])
  sheet.B2 = { t: 'e', v: 0x17, f: 'Z1/0', w: '#REF!' }
  const { session } = await office.call('imports.open', chosen('公式.xlsx', workbook(sheet)))
  const { rows } = await office.call('imports.rows', { session, offset: 0, limit: 9 })
  expect(rows).toMatchObject([{ verdict: 'new', values: { city: '深圳市' } }])
  expect(rows[0]?.values).not.toHaveProperty('employees')
})

it('Cards with broken quoted-printable are all read: none is swallowed by a soft line break, a wrong sign stays a sign', () => {
  const text = [
    ...['BEGIN:VCARD', 'VERSION:2.1', 'FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E7=94=B2=ZZ'],
    ...['NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=BD=A0=E5=A5=', 'END:VCARD'],
    ...['BEGIN:VCARD', 'FN:样例乙', 'TEL:13800000001'],
    ...['BEGIN:VCARD', 'FN:样例丙', 'END:VCARD', 'BEGIN:VCARD', 'FN:样例丁'],
  ]
  const { cards } = readVcards(Buffer.from(text.join('\r\n')))
  expect(cards.map(({ name }) => name)).toEqual(['甲=ZZ', '样例乙', '样例丙', '样例丁'])
})

it('A card with a large picture is read at once', () => {
  const picture = Array.from({ length: 60_000 }, () => ` ${'QUJD'.repeat(18)}`)
  const text = ['BEGIN:VCARD', 'FN:样例甲', 'PHOTO;ENCODING=b;TYPE=JPEG:QUJD', ...picture, 'END:VCARD']
  const before = process.cpuUsage()
  expect(readVcards(Buffer.from(text.join('\r\n'))).cards).toMatchObject([{ name: '样例甲' }])
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2)
})
