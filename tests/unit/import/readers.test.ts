import { deflateRawSync } from 'node:zlib'
import xlsx, { utils, write } from '@e965/xlsx'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { openFile, readImport } from '../../../electron/data/import/read-file.ts'
import { largestFile, readTables } from '../../../electron/data/import/read-table.ts'
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

/** An archive of one entry of a million zeros. @param claimed what it says to unpack to; null for the truth */
function zipOf(name: string, claimed: number | null): Uint8Array {
  const content = Buffer.alloc(1_000_000)
  const packed = deflateRawSync(content)
  const size = claimed ?? content.length
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(size, 22)
  local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt32LE(size, 24)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(46 + name.length, 12)
  end.writeUInt32LE(30 + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end])
}

describe('a file that cannot be imported', () => {
  it.each([
    ['nothing at all', new Uint8Array(), 'import/empty'],
    ['a file of zeros', new Uint8Array(5000), 'import/empty'],
    [
      'a web page under the name of a spreadsheet',
      Buffer.from('<html><table><tr><td>企业名称</td></tr></table></html>'),
      'import/web-page',
    ],
    [
      'a web page with a byte order mark',
      Buffer.from('\ufeff <!DOCTYPE html><p>请登录</p>'),
      'import/web-page',
    ],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]),
      'import/not-a-spreadsheet',
    ],
    ['half a workbook', workbook([['企业名称'], ['甲']]).slice(0, 900), 'import/damaged'],
    [
      'a compressed file that is no workbook',
      Buffer.from('PK\u0003\u0004 something else that is long enough'),
      'import/damaged',
    ],
    ['a table without a column of names', Buffer.from('城市,电话\n深圳,1'), 'import/no-header'],
    ['a workbook without any cell', workbook([]), 'import/empty'],
    ['a card file without a card', Buffer.from('BEGIN:VCARD\nFN:样例'), 'import/not-a-spreadsheet'],
    ['more than 100 MB', new Uint8Array(largestFile + 1), 'file/too-large'],
    ['a few bytes that unpack to gigabytes', zipOf('xl/workbook.xml', 4_000_000_000), 'import/too-much'],
    ['an entry that unpacks to more than it says', zipOf('xl/workbook.xml', 100), 'import/too-much'],
    [
      'a text document under the name of a spreadsheet',
      zipOf('word/document.xml', null),
      'import/not-a-spreadsheet',
    ],
  ])('is refused with its reason: %s', (_, bytes, code) =>
    expect(codeOf(() => readImport(openFile(bytes), today))).toBe(code),
  )

  it('is said to be protected when a password locks it', () => {
    // An encrypted workbook is a compound file with these two streams instead of sheets.
    const { CFB } = xlsx
    const container = CFB.utils.cfb_new()
    CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.alloc(600))
    CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.from([4, 0, 4, 0, 64, 0, 0, 0, 60, 120, 47, 62]))
    const bytes = new Uint8Array(CFB.write(container, { type: 'buffer' }) as Buffer)
    expect(codeOf(() => readTables(bytes))).toBe('import/protected')
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
      expect(readImport(openFile(bytes), today)).toMatchObject({ sheet: '名单', sheets: ['封面', '名单'] })
      expect(readImport(openFile(bytes), today).readings[0]?.enterprise).toMatchObject({
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
    expect(readTables(bytes).tables[0]?.lines[1]).toEqual(['样例有限公司', '2026-07-01'])
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
    const { readings } = readImport(openFile(new Uint8Array(write(book, { type: 'array' }))), today)
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
    const { encoding: found, tables } = readTables(bytes)
    expect(found).toBe(encoding)
    const [table] = tables
    if (encoding !== 'Big5')
      expect(table?.lines).toEqual([
        ['企业名称', '城市'],
        ['样例有限公司', '深圳'],
      ])
    else expect(table?.lines[1]?.[0]).toBe('臺灣積體電路製造股份有限公司')
  })

  it('has its header found in two rows, where headings stand in groups', () => {
    const text =
      '企业对接情况表,,,,,\n单位：亿元,,,,,\n企业名称,所在地,联系人,,,意向投资额\n,,姓名,职务,电话,\n样例甲有限公司,深圳,样例甲,总经理,13800000001,2\n'
    const read = readImport(openFile(Buffer.from(text)), today)
    expect(read).toMatchObject({ headerLine: 4, headerHeight: 2 })
    expect(read.columns.map(({ field }) => field)).toEqual([
      ...['name', 'city', 'contactName', 'contactTitle', 'contactPhones', 'investIntent'],
    ])
    expect(read.readings).toMatchObject([
      {
        enterprise: { name: '样例甲有限公司', investIntent: 20_000 },
        contact: { name: '样例甲', title: '总经理' },
      },
    ])
  })

  it('in foreign money is kept as words and never taken for yuan', () => {
    const text = '企业名称,拟投资额（万美元）\n样例甲有限公司,500\n样例乙有限公司,800万元\n'
    const { readings } = readImport(openFile(Buffer.from(text)), today)
    expect(readings.map(({ enterprise }) => enterprise.investIntent)).toEqual([undefined, 800])
    expect(readings[0]?.enterprise.remarks).toBe('拟投资额(万美元)：500万美元')
  })

  it('of visits is known by its headings, with its people, day, author and entry day', () => {
    const text =
      '走访日期,走访企业,所在地,走访方式,我方人员,对方人员,洽谈内容,下一步举措,时限,记录人,登记日期,备注\n' +
      '26/3/5,样例甲有限公司,深圳,视频会议,样例甲 科长、样例乙,样例丙（副总经理）,对接负极材料,报送方案,2026.3.20,样例丁,2026-03-06,带样品\n' +
      '上周五,样例乙有限公司,深圳,上门拜访,样例甲,,,,,,,\n,样例丙有限公司,,,,,,,,,,\n'
    const read = readImport(openFile(Buffer.from(text)), today)
    expect(read.kind).toBe('visits')
    expect(read.readings).toMatchObject([
      {
        kind: 'data',
        visit: {
          ...{ occurredOn: '2026-03-05', type: 'door_to_door', mode: 'video', nextDue: '2026-03-20' },
          ourPeople: [
            { name: '样例甲', post: '科长' },
            { name: '样例乙', post: null },
          ],
          theirPeople: [{ name: '样例丙', post: '副总经理' }],
          topics: '对接负极材料\n带样品',
        },
        source: { sourceAuthor: '样例丁', sourceDate: '2026-03-06' },
      },
      { kind: 'bad', remarks: [{ code: 'visit-day-unreadable', params: { text: '上周五' } }, {}] },
      { kind: 'bad', remarks: [{ code: 'visit-day-missing' }] },
    ])
  })

  it('of people is known by a name of a person before that of the firm', () => {
    const text =
      '姓名,工作单位,职务,手机,备注\n样例甲,样例有限公司,总经理,13800000001,老乡\n,样例有限公司,,,\n'
    const read = readImport(openFile(Buffer.from(text)), today)
    expect(read.kind).toBe('contacts')
    expect(read.readings).toMatchObject([
      { kind: 'data', name: '样例有限公司', contact: { name: '样例甲', remarks: '老乡' } },
      { kind: 'bad', remarks: [{ code: 'contact-missing' }] },
    ])
  })

  it('is read as a person corrects its columns', () => {
    const text = '企业名称,甲方意见,城市\n样例甲有限公司,光伏,深圳\n'
    const choice = { columns: { 1: 'mainProducts', 2: 'ignore' } } as const
    const { readings, columns } = readImport(openFile(Buffer.from(text)), today, choice)
    expect(columns.map(({ field }) => field)).toEqual(['name', 'mainProducts', null])
    expect(readings[0]?.enterprise).toEqual({
      ...{ name: '样例甲有限公司', mainProducts: '光伏', status: 'untouched' },
    })
  })

  it('repeats neither header nor notes as enterprises', () => {
    const text = '企业名称,城市\n甲有限公司,深圳\n企业名称,城市\n乙有限公司,东莞\n注：以上按城市排序,\n,\n'
    const { readings } = readImport(openFile(Buffer.from(text)), today)
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

  it('without a company make a contact without a post, and without a name are given back', () => {
    const text =
      'BEGIN:VCARD\nVERSION:3.0\nFN:样例甲\nTEL:13800002001\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nTEL:13800002002\nEND:VCARD\n'
    expect(readImport(openFile(Buffer.from(text)), today).readings).toMatchObject([
      { kind: 'data', name: null, contact: { name: '样例甲', phones: ['13800002001'] } },
      { kind: 'bad', remarks: [{ code: 'contact-missing' }, { code: 'contact-without-name' }] },
    ])
  })
})
