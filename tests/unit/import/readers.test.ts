import xlsx, { utils, write } from '@e965/xlsx'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { readImport } from '../../../electron/data/import/read-file.ts'
import { largestFile, readTable } from '../../../electron/data/import/read-table.ts'
import { readVcards } from '../../../electron/data/import/read-vcard.ts'
import { AppError } from '../../../shared/contract/errors.ts'

const today = '2026-11-22'

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'none'
}

function workbook(rows: unknown[][], bookType: 'xlsx' | 'biff8' = 'xlsx', sheets = ['表一']): Uint8Array {
  const book = utils.book_new()
  sheets.forEach((name, index) => {
    const last = index === sheets.length - 1
    utils.book_append_sheet(book, utils.aoa_to_sheet(last ? rows : [['说明']]), name)
  })
  return new Uint8Array(write(book, { type: 'array', bookType }))
}

describe('a file that cannot be imported', () => {
  it.each([
    ['nothing at all', new Uint8Array(), 'import/not-a-spreadsheet'],
    [
      'a web page under the name of a spreadsheet',
      Buffer.from('<html><table><tr><td>企业名称</td></tr></table></html>'),
      'import/not-a-spreadsheet',
    ],
    [
      'a web page with a byte order mark',
      Buffer.from('\ufeff <!DOCTYPE html><p>请登录</p>'),
      'import/not-a-spreadsheet',
    ],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]),
      'import/not-a-spreadsheet',
    ],
    ['half a workbook', workbook([['企业名称'], ['甲']]).slice(0, 900), 'import/not-a-spreadsheet'],
    [
      'a compressed file that is no workbook',
      Buffer.from('PK\u0003\u0004 something else'),
      'import/not-a-spreadsheet',
    ],
    ['a table without a column of names', Buffer.from('城市,电话\n深圳,1'), 'import/no-header'],
    ['a workbook without any cell', workbook([]), 'import/no-header'],
    ['a card file without a card', Buffer.from('BEGIN:VCARD\nFN:样例'), 'import/not-a-spreadsheet'],
    ['more than 50 MB', new Uint8Array(largestFile + 1), 'file/too-large'],
  ])('is refused with its reason: %s', (_, bytes, code) => {
    expect(codeOf(() => readImport(bytes, today))).toBe(code)
  })

  it('is said to be protected when a password locks it', () => {
    // An encrypted workbook is a compound file with these two streams instead of sheets.
    const { CFB } = xlsx
    const container = CFB.utils.cfb_new()
    CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.alloc(600))
    CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.from([4, 0, 4, 0, 64, 0, 0, 0, 60, 120, 47, 62]))
    const bytes = new Uint8Array(CFB.write(container, { type: 'buffer' }) as Buffer)
    expect(codeOf(() => readTable(bytes))).toBe('import/protected')
  })
})

describe('a table', () => {
  it('is read from the old and the new format of workbooks, from the sheet that has the names', () => {
    for (const type of ['xlsx', 'biff8'] as const) {
      const bytes = workbook(
        [
          ['企业名称', '城市'],
          ['样例有限公司', '深圳'],
        ],
        type,
        ['封面', '名单'],
      )
      expect(readTable(bytes).sheet).toBe('名单')
      expect(readImport(bytes, today).readings[0]?.enterprise).toMatchObject({
        name: '样例有限公司',
        city: '深圳市',
      })
    }
  })

  it('reads days of the spreadsheet as days, whatever the zone of the machine', () => {
    const sheet = utils.aoa_to_sheet([
      ['企业名称', '最近联系'],
      ['样例有限公司', 46_204],
    ])
    const cell = sheet.B2
    if (cell) cell.z = 'yyyy/m/d'
    const book = utils.book_new()
    utils.book_append_sheet(book, sheet, '表')
    const bytes = new Uint8Array(write(book, { type: 'array' }))
    expect(readTable(bytes).lines[1]).toEqual(['样例有限公司', '2026-07-01'])
  })

  it('gives every line a value that stands once beside several of them', () => {
    const sheet = utils.aoa_to_sheet([
      ['所在地', '企业名称'],
      ['深圳', '甲有限公司'],
      [null, '乙有限公司'],
      [null, '丙有限公司'],
    ])
    sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 2, c: 0 } }]
    const book = utils.book_new()
    utils.book_append_sheet(book, sheet, '表')
    const { readings } = readImport(new Uint8Array(write(book, { type: 'array' })), today)
    expect(readings.map(({ enterprise }) => enterprise.city)).toEqual(['深圳市', '深圳市', undefined])
  })

  it.each([
    ['UTF-8', Buffer.from('企业名称,城市\n样例有限公司,深圳\n')],
    ['UTF-8', Buffer.from('\ufeff企业名称,城市\r\n样例有限公司,深圳\r\n')],
    ['UTF-16', iconv.encode('\ufeff企业名称\t城市\r\n样例有限公司\t深圳\r\n', 'utf-16le')],
    ['GB18030', iconv.encode('企业名称;城市\n样例有限公司;深圳\n', 'gb18030')],
    [
      'Big5',
      iconv.encode(
        `企業名稱,城市,企业名称\n${'臺灣積體電路製造股份有限公司,新竹市,甲\n'.repeat(20)}`,
        'big5',
      ),
    ],
  ])('is read from text in %s', (encoding, bytes) => {
    const table = readTable(bytes)
    expect(table.encoding).toBe(encoding)
    if (encoding !== 'Big5')
      expect(table.lines).toEqual([
        ['企业名称', '城市'],
        ['样例有限公司', '深圳'],
      ])
    else expect(table.lines[1]?.[0]).toBe('臺灣積體電路製造股份有限公司')
  })

  it('repeats neither header nor notes as enterprises', () => {
    const text = '企业名称,城市\n甲有限公司,深圳\n企业名称,城市\n乙有限公司,东莞\n注：以上按城市排序,\n,\n'
    const { readings } = readImport(Buffer.from(text), today)
    expect(readings.map(({ kind, remarks }) => remarks[0]?.code ?? kind)).toEqual([
      'data',
      'line-heading',
      'data',
      'line-note',
    ])
  })
})

describe('business cards', () => {
  it('join soft line breaks and folded lines and decode the card’s own charset', () => {
    const gbk = (text: string) =>
      Array.from(iconv.encode(text, 'gbk'), (byte) => `=${byte.toString(16).toUpperCase()}`).join('')
    const company = gbk('样例电子有限公司')
    const text = [
      'BEGIN:VCARD',
      'VERSION:2.1',
      `FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:${gbk('样例甲')}`,
      `ORG;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:${company.slice(0, 12)}=`,
      company.slice(12),
      'TEL;WORK;FAX:0755-1234567',
      'TEL;CELL:13800002001',
      'NOTE:第一行\\n第二',
      ' 行',
      'END:VCARD',
    ].join('\r\n')
    expect(readVcards(Buffer.from(text)).cards).toMatchObject([
      { name: '样例甲', company: '样例电子有限公司', phones: ['13800002001'], note: '第一行\n第二行' },
    ])
  })

  it('without a company are shown as not importable, not lost silently', () => {
    const text = 'BEGIN:VCARD\nVERSION:3.0\nFN:样例甲\nTEL:13800002001\nEND:VCARD\n'
    expect(readImport(Buffer.from(text), today).readings).toMatchObject([
      { kind: 'bad', remarks: [{ code: 'card-without-company' }], contact: { name: '样例甲' } },
    ])
  })
})
