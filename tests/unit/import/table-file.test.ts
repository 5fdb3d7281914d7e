import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { utils, write } from '@e965/xlsx'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readTableFile } from '../../../electron/data/import/read-table-file.ts'
import { tableRows } from '../../../shared/domain/import/table-rows.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outpost 表格 '))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const links = {
  headings: { name: ['环节', '环节名称'], parent: ['上级环节'], position: ['位置', '上中下游'] },
  needed: ['name'],
} as const

function xlsx(sheets: Readonly<Record<string, readonly (readonly unknown[])[]>>): string {
  const book = utils.book_new()
  for (const [name, lines] of Object.entries(sheets))
    utils.book_append_sheet(book, utils.aoa_to_sheet(lines as unknown[][]), name)
  const path = join(folder, '表.xlsx')
  writeFileSync(path, write(book, { type: 'buffer', bookType: 'xlsx' }))
  return path
}

it('A table under a title is read by its columns, from the sheet that has them', async () => {
  const path = xlsx({
    说明: [['填表说明'], ['请勿改动环节名称']],
    半导体: [
      ['半导体产业链环节表'],
      ['序号', '环节 名称（必填）', '上级环节', '位置', '备注'],
      [1, '晶圆制造', null, '中游', '二期'],
      [],
      ['序号', '环节 名称（必填）', '上级环节', '位置', '备注'],
      [2, '封装测试', '晶圆制造', '中游'],
    ],
  })
  const read = await readTableFile(path, links)
  expect(read).toMatchObject({
    ...{ sheet: '半导体', sheets: ['说明', '半导体'], titles: ['半导体产业链环节表'], headerLine: 2 },
    rows: [
      { line: 3, cells: { name: '晶圆制造', parent: null, position: '中游' } },
      { line: 6, cells: { name: '封装测试', parent: '晶圆制造', position: '中游' } },
    ],
  })
  expect(read.columns.map(({ field }) => field)).toEqual([null, 'name', 'parent', 'position', null])
})

it('A text table in GB18030 is read the same way', async () => {
  const path = join(folder, '表.csv')
  // 环节,位置 / 材料,上游
  writeFileSync(path, Buffer.from('bbb7bdda2ccebbd6c30ab2c4c1cf2cc9cfd3ce', 'hex'))
  const { rows } = await readTableFile(path, links)
  expect(rows).toEqual([{ line: 2, cells: { name: '材料', parent: null, position: '上游' } }])
})

it('A heading in two lines is taken together', () => {
  const lines = [
    ['企业', null, '所在地', null],
    ['名称', '代码', '省', '市'],
    ['样例', '1', '广东', '深圳'],
  ]
  const wanted = {
    headings: { name: ['企业名称'], city: ['所在地市', '市'], code: ['企业代码'] },
    needed: ['name', 'city'],
  } as const
  expect(tableRows([{ sheet: null, lines }], wanted)).toMatchObject({
    headerLine: 2,
    rows: [{ line: 3, cells: { name: '样例', city: '深圳', code: '1' } }],
  })
})

it('A file without the columns that are needed is refused', async () => {
  const path = xlsx({ 表: [['企业名称'], ['样例']] })
  await expect(readTableFile(path, links)).rejects.toMatchObject({ code: 'import/no-header' })
})
