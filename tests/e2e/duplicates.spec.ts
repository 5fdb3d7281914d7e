import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo, openPath } from '../../scripts/drive/navigate.ts'
import { untilUploaded } from '../../scripts/drive/sync.ts'
import { type Office, openOffice } from '../support/office.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

let office: Office
let laptop: Laptop
test.beforeAll(async () => {
  test.setTimeout(120_000)
  office = await openOffice()
  laptop = await office.laptopOf('jia')
})
test.afterAll(() => office.close())

async function picture(window: Page, name: string) {
  const folder = process.env.OUTPOST_PICTURES
  if (folder) await window.screenshot({ path: join(folder, `${name}.png`) })
}

async function create(window: Page, name: string, city: string): Promise<void> {
  await openPath(window, '/enterprises/new')
  await window.getByRole('textbox', { name: '企业全称' }).fill(name)
  await window.getByRole('textbox', { name: '城市' }).fill(city)
  await window.getByRole('button', { name: /^保存/ }).click()
  await expect(window.getByRole('heading', { name, level: 1 })).toBeVisible()
}

test('an enterprise on file is pointed out while its name is typed in another way', async () => {
  const { window } = laptop
  await create(window, '深圳市样例锂电有限公司', '深圳市')
  await openPath(window, '/enterprises/new')
  await window.getByRole('textbox', { name: '企业全称' }).fill('樣例鋰電股份有限公司')
  await expect(window.getByText('可能已经有这家企业')).toBeVisible()
  await expect(window.getByRole('link', { name: '查看 深圳市样例锂电有限公司' })).toBeVisible()
  await picture(window, 'warning')
})

test('two records are found by themselves, compared and merged with the values chosen, and the old address leads on', async () => {
  const { window } = laptop
  await create(window, '样例锂电股份有限公司', '深圳')
  await goTo(window, '企业')
  // Nobody has asked: the count appears by itself.
  await window.getByRole('button', { name: '查重，1 对待处理' }).click({ timeout: 30_000 })
  await expect(window.getByText(/^共 1 对/)).toBeVisible()
  const choices = window.getByRole('table')
  await expect(choices.getByText('保留：深圳市样例锂电有限公司')).toBeVisible()
  await picture(window, 'compare')
  const merged = await choices.getByRole('link', { name: /并入/ }).getAttribute('href')
  await choices.getByRole('radio', { name: '企业全称: 样例锂电股份有限公司' }).check()
  await choices.getByRole('radio', { name: /: 深圳市$/ }).check()
  await window.getByRole('button', { name: '合并', exact: true }).click()
  await expect(window.getByText('没有发现疑似重复的记录。')).toBeVisible()
  await openPath(window, (merged ?? '').replace(/^#/, ''))
  await expect(window.getByRole('heading', { name: '样例锂电股份有限公司', level: 1 })).toBeVisible()
  await expect(window.getByText('已并入的记录')).toBeVisible()
  await picture(window, 'merged')
  await untilUploaded(window)
})

test('the merge is undone after it was uploaded', async () => {
  const { window } = laptop
  await window.getByRole('button', { name: '撤销合并' }).click()
  await expect(window.getByText(/^已撤销合并/)).toBeVisible()
  await goTo(window, '企业')
  await expect(window.getByText('共 2 家')).toBeVisible()
  await expect(window.getByText('深圳市样例锂电有限公司').first()).toBeVisible()
})

test('two that are said to be two stay away', async () => {
  const { window } = laptop
  await openPath(window, '/duplicates')
  await window.getByRole('button', { name: '不是同一家' }).click()
  await expect(window.getByText('没有发现疑似重复的记录。')).toBeVisible()
  await window.getByRole('button', { name: '重新查找' }).click()
  await expect(window.getByText('没有发现疑似重复的记录。')).toBeVisible()
})
