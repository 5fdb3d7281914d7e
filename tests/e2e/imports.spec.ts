import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { chooseOpenPath, chooseSavePath } from '../../scripts/drive/files.ts'
import { chooseFile } from '../../scripts/drive/imports.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo } from '../../scripts/drive/navigate.ts'
import { untilUploaded } from '../../scripts/drive/sync.ts'
import { type Office, openOffice } from '../support/office.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

const targetList = join(import.meta.dirname, '../../resources/sample-data/目标企业推荐名单_2026Q3.xlsx')

let office: Office
let laptop: Laptop
test.beforeAll(async () => {
  test.setTimeout(120_000)
  office = await openOffice()
  laptop = await office.laptopOf('jia')
})
test.afterAll(() => office.close())

test('every row of a file says what becomes of it, and one is decided otherwise', async () => {
  const { window, app } = laptop
  await chooseFile(app, window, targetList)
  const rows = window.getByRole('grid', { name: '导入预览' })
  await rows.getByText('国家电网有限公司').click()
  for (const text of ['新增 81', '合并 2', '有错误 1', '非数据行 3']) {
    await expect(window.getByText(text, { exact: true })).toBeVisible()
  }
  await expect(window.getByRole('heading', { name: '文件中的内容' })).toBeVisible()
  await window.getByRole('radio', { name: '跳过这一行' }).click()
  await expect(window.getByText('新增 80', { exact: true })).toBeVisible()
  await expect(window.getByText('已由您决定').first()).toBeVisible()
})

test('the faulty row is given back with its reason and is read again when it is mended', async () => {
  const { window, app } = laptop
  const path = join(office.folder, '有错误的行.xlsx')
  await chooseSavePath(app, path)
  await window.getByRole('button', { name: '导出有错误的行（1）' }).click()
  await expect(window.getByText('已导出 1 行，原因写在最后一列。')).toBeVisible()
  await chooseOpenPath(app, path)
  await window.getByRole('button', { name: '换一个文件' }).click()
  await expect(window.getByText('没有企业名称')).toBeVisible()
  await expect(window.getByText('有错误 1', { exact: true })).toBeVisible()
})

test('the import is written, uploaded, undone as a whole and done again', async () => {
  const { window, app } = laptop
  await chooseOpenPath(app, targetList)
  await window.getByRole('button', { name: '换一个文件' }).click()
  await window.getByRole('grid').getByText('国家电网有限公司').click()
  await window.getByRole('radio', { name: '跳过这一行' }).click()
  await window.getByRole('button', { name: '导入 82 行' }).click()
  await expect(window.getByText(/^新增 80 家/)).toBeVisible()
  await untilUploaded(window)
  await goTo(window, '企业')
  await expect(window.getByText('共 80 家')).toBeVisible()

  await goTo(window, '导入')
  const batch = window.getByRole('row').filter({ hasText: '目标企业推荐名单' })
  await batch.getByRole('button', { name: '撤销' }).click()
  await expect(batch.getByText('已撤销')).toBeVisible()
  await goTo(window, '企业')
  await expect(window.getByText('国家电网有限公司')).toHaveCount(0)
  await expect(window.getByText('共 80 家')).toHaveCount(0)
  await untilUploaded(window)

  await goTo(window, '导入')
  await batch.getByRole('button', { name: '恢复' }).click()
  await expect(batch.getByText('已撤销')).toHaveCount(0)
  await goTo(window, '企业')
  await expect(window.getByText('共 80 家')).toBeVisible()
})

test('a column is corrected by hand, and the next file of this source is read in the same way', async () => {
  const { window, app } = laptop
  const [may, june] = [join(office.folder, '五月.csv'), join(office.folder, '六月.csv')]
  await writeFile(may, '企业名称,意见\n样例甲有限公司,光伏组件\n')
  await writeFile(june, '企业名称,意见\n样例乙有限公司,风电叶片\n')
  await chooseFile(app, window, may)
  await window.getByRole('button', { name: /^核对列/ }).click()
  await window.getByRole('combobox', { name: '“意见”对应到' }).click()
  await window.keyboard.insertText('主营业务')
  await window.keyboard.press('Enter')
  await window.getByRole('button', { name: '收起', exact: true }).click()
  await window.getByRole('button', { name: '导入 1 行' }).click()
  await expect(window.getByText(/^新增 1 家/)).toBeVisible()
  await chooseOpenPath(app, june)
  await window.getByRole('button', { name: '换一个文件' }).click()
  await expect(window.getByText('已按上次同样表头的设置对应各列')).toBeVisible()
})

test('a damaged file and a web page under a spreadsheet’s name are refused in plain words', async () => {
  const { window, app } = laptop
  const path = join(office.folder, '名单.xls')
  await writeFile(path, '<html><table><tr><td>企业名称</td></tr></table></html>')
  await chooseFile(app, window, path)
  await expect(window.getByRole('alert').first()).toContainText('其实是网页')
  await writeFile(path, Buffer.from('PK\u0003\u0004 cut off in the middle of it all'))
  await chooseFile(app, window, path)
  await expect(window.getByRole('alert').filter({ hasText: '已损坏' })).toBeVisible()
})
