import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { batteryChain, createChain, readLinks } from '../../scripts/drive/chains.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo } from '../../scripts/drive/navigate.ts'
import { untilUploaded } from '../../scripts/drive/sync.ts'
import { type Office, openOffice } from '../support/office.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

let office: Office
let keeper: Laptop
test.beforeAll(async () => {
  office = await openOffice()
  keeper = await office.laptopOf('gui')
})
test.afterAll(() => office.close())

const linksFile = join(import.meta.dirname, '../../resources/sample-data/新能源电池产业链环节现状表.xlsx')
const link = (laptop: Laptop, name: string) => laptop.window.getByRole('treeitem', { name })

test('the bureau keeps a chain: links pasted from a spreadsheet, moved and renamed with the keyboard, all taken back', async () => {
  const { window } = keeper
  await createChain(window, batteryChain)
  await expect(window.getByRole('treeitem')).toHaveCount(28)
  await expect(link(keeper, '负极材料 缺')).toHaveAttribute('aria-level', '2')

  await link(keeper, '负极材料').click()
  await window.keyboard.press('Alt+ArrowLeft')
  await expect(link(keeper, '负极材料')).toHaveAttribute('aria-level', '1')
  await window.keyboard.press('Control+z')
  await expect(link(keeper, '负极材料')).toHaveAttribute('aria-level', '2')

  await window.getByRole('tree').focus()
  await window.keyboard.press('F2')
  await window.getByRole('textbox', { name: '环节名称' }).first().fill('负极材料（石墨与硅碳）')
  await window.keyboard.press('Enter')
  await expect(link(keeper, '负极材料（石墨与硅碳） 缺')).toBeVisible()

  await link(keeper, '电池材料').click()
  await window.keyboard.press('Delete')
  await expect(window.getByRole('treeitem')).toHaveCount(22)
  await window.getByRole('button', { name: '撤销' }).last().click()
  await expect(window.getByRole('treeitem')).toHaveCount(28)
  await untilUploaded(window)
})

test('an enterprise is put on a missing link and taken off again, by undo and by hand', async () => {
  const { window } = keeper
  const id = await window.evaluate('crypto.randomUUID()')
  const values = { id, name: '深圳市样例新材料股份有限公司', priority: 'A', industryChain: null }
  await window.evaluate(`window.outpost.call('enterprises.save', ${JSON.stringify(values)})`)
  await link(keeper, '负极材料').click()
  const panel = window.getByRole('region', { name: /^负极材料/ })
  await panel
    .getByRole('combobox', { name: /企业|名称/ })
    .or(panel.locator('[id^=put-]'))
    .first()
    .fill('样例新材料')
  await expect(window.getByRole('option').first()).toContainText('样例新材料')
  await window.keyboard.press('Enter')
  await expect(panel.getByRole('link', { name: '深圳市样例新材料股份有限公司' })).toBeVisible()
  await window.getByRole('button', { name: '撤销' }).last().click()
  await expect(panel.getByRole('link', { name: '深圳市样例新材料股份有限公司' })).toBeHidden()
})

test('links come from a spreadsheet file too, are seen first and taken back, and are found in the search box', async () => {
  const { window } = keeper
  const chain = window.url()
  await readLinks(keeper, linksFile)
  const plan = window.getByRole('region', { name: '将要写入的环节' })
  await expect(plan.getByRole('row')).toHaveCount(29)
  // It was given another name above.
  await expect(plan.getByRole('row', { name: /负极材料/ })).toContainText('新增')
  await expect(plan.getByRole('row', { name: /隔膜/ })).toContainText('不变')
  await expect(plan.getByRole('row', { name: /正极材料/ })).toContainText('不变')
  await expect(window.getByText(/^企业库中没有、不归入环节的目标企业：/)).toBeVisible()
  await expect(window.getByText(/企业库中没有的本地企业 17 家/)).toBeVisible()
  await window.getByRole('checkbox', { name: '把这些本地企业新建到企业库' }).check()
  await window.getByRole('button', { name: /^写入：新增 1、修改 \d+、企业 17$/ }).click()
  const local = window.locator('dl > div', { hasText: '本地企业' }).first()
  await expect(local).toContainText('17')
  await window.getByRole('button', { name: '撤销' }).last().click()
  await expect(local).toContainText('0')

  await goTo(window, '今日')
  await window.keyboard.press('Control+k')
  await window.keyboard.insertText('gm')
  const hit = window.getByRole('group', { name: '产业链环节' }).getByRole('option', { name: /隔膜/ })
  await expect(hit.locator('mark')).toHaveText('隔膜')
  await hit.click()
  await expect(link(keeper, '隔膜 缺')).toHaveAttribute('aria-selected', 'true')
  expect(window.url().split('?')[0]).toBe(chain.split('?')[0])
})

test('the chain is a picture and prints across A4 for the visit folder', async () => {
  const { window, app } = keeper
  await window.getByRole('tab', { name: '现状图' }).click()
  const picture = window.getByRole('img', { name: /^新能源电池产业链现状图/ })
  await expect(picture).toBeVisible()
  const drawn = () => window.evaluate("document.querySelector('img[alt*=现状图]').naturalWidth")
  await expect.poll(drawn).toBeGreaterThan(1000)

  const file = join(office.folder, '现状图.png')
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, file)
  await window.getByRole('button', { name: '存为 PNG' }).click()
  await expect(window.getByText('已保存“现状图.png”')).toBeVisible()
  expect(existsSync(file) && readFileSync(file).subarray(1, 4).toString()).toBe('PNG')

  await window.getByRole('button', { name: '打印' }).first().click()
  await expect(window.getByRole('article', { name: '新能源电池产业链环节一览表' }).first()).toBeVisible()
  const sizes = await app.evaluate(async ({ BrowserWindow }) => {
    const [shown] = BrowserWindow.getAllWindows()
    const pdf = await shown?.webContents.printToPDF({ preferCSSPageSize: true })
    return pdf?.toString('latin1').match(/\/MediaBox\s*\[[^\]]*\]/g)
  })
  expect(sizes).toHaveLength(4)
  for (const size of sizes ?? []) expect(size).toMatch(/841\.\d+ 59[45]\.\d+/)
  // What the policy refuses is said in the console.
  expect(keeper.output).not.toMatch(/Content Security Policy|Refused to/i)
  await untilUploaded(window)
})

test('somebody in the field reads the chain and cannot change it', async () => {
  const field = await office.laptopOf('bing')
  const { window } = field
  await goTo(window, '产业链')
  await window.getByText('新能源电池产业链').click()
  await expect(window.getByRole('treeitem')).toHaveCount(28)
  await expect(window.getByRole('textbox', { name: '新环节名称，回车添加' })).toBeHidden()
  await expect(window.getByRole('button', { name: '删除产业链' })).toBeHidden()
  await link(field, '隔膜').click()
  await window.keyboard.press('Delete')
  await expect(window.getByRole('treeitem')).toHaveCount(28)
})
