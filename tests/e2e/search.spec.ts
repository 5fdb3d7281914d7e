import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { unlock } from '../../scripts/drive/first-start.ts'
import { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo } from '../../scripts/drive/navigate.ts'
import { framesWhileScrolling } from '../support/frames.ts'
import { makeLargeProfile } from '../support/large-profile.ts'
import { passphrase } from '../support/office.ts'

// One laptop with a library of some thousand records; each test leaves the window as it is.
test.describe.configure({ mode: 'serial' })

let folder: string
let laptop: Laptop
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost 搜索 '))
  const size = { enterprises: 4000, contacts: 9000, visits: 5000 }
  await makeLargeProfile(join(folder, 'profiles', 'jia'), passphrase, size)
  laptop = await Laptop.open('jia', folder)
  await unlock(laptop.window, passphrase)
})
test.afterAll(async () => {
  await laptop.stop()
  await rm(folder, { recursive: true, force: true })
})

const box = () => laptop.window.getByRole('combobox', { name: '搜索与命令' })
const openBox = async () => {
  await laptop.window.keyboard.press('Control+k')
  await box().and(laptop.window.locator(':focus')).waitFor()
}

test('a long list scrolls without stopping and shows its last row', async () => {
  const { window } = laptop
  await goTo(window, '企业')
  await expect(window.getByText('4000').first()).toBeVisible()
  const grid = window.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', '4001')
  const figures = await framesWhileScrolling(window, 2, 60)
  // A machine under test runs other things too: what is asserted is that scrolling never waits for the data.
  expect(figures.perSecond, JSON.stringify(figures)).toBeGreaterThan(15)
  await grid.focus()
  await window.keyboard.press('End')
  await expect(window.locator('tr[aria-rowindex="4001"]')).toBeVisible()
  await window.keyboard.press('Enter')
  await expect(window.getByRole('region', { name: '详情' })).toBeVisible()
})

test('hits stand by kind with what was typed marked, and Enter opens the first', async () => {
  await openBox()
  const { window } = laptop
  await window.keyboard.insertText('深圳')
  const enterprises = window.getByRole('group', { name: '企业', exact: true })
  await expect(enterprises.getByRole('option').first()).toContainText('深圳')
  await expect(enterprises.locator('mark').first()).toHaveText('深圳')
  const first =
    (await enterprises.getByRole('option').first().locator('.op-result-label').textContent()) ?? ''
  await window.keyboard.press('Enter')
  await expect(window.getByRole('heading', { name: first }).first()).toBeVisible()
})

test('pinyin, initials and digits find people and firms', async () => {
  await openBox()
  const { window } = laptop
  for (const typed of ['shenzhen', 'sz']) {
    await box().fill(typed)
    await expect(window.getByRole('group', { name: '企业', exact: true }).locator('mark').first()).toHaveText(
      '深圳',
    )
  }
  await box().fill('1386')
  await expect(
    window.getByRole('group', { name: '联系人', exact: true }).locator('mark').first(),
  ).toContainText('1386')
  await window.keyboard.press('Escape')
})

test('typed words narrow the search and stand as chips', async () => {
  await openBox()
  const { window } = laptop
  await box().fill('类型:走访 环评')
  await expect(window.getByRole('button', { name: '走访', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await expect(
    window.getByRole('group', { name: '走访', exact: true }).getByRole('option').first(),
  ).toContainText('环评')
  await expect(window.getByRole('group', { name: '企业', exact: true })).toHaveCount(0)
  await window.keyboard.press('Escape')
})

test('more of a kind opens its list with the same text, with the keyboard alone', async () => {
  await openBox()
  const { window } = laptop
  await window.keyboard.insertText('新能源')
  const more = window.getByRole('option', { name: '查看更多企业' })
  await more.waitFor()
  for (let press = 0; press < 5; press += 1) await window.keyboard.press('ArrowDown')
  await expect(more).toHaveAttribute('aria-selected', 'true')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('searchbox').first()).toHaveValue('新能源')
  await expect(window.locator('tr[aria-rowindex="2"]')).toContainText('新能源')
})

test('what was searched for is offered again', async () => {
  await openBox()
  await expect(laptop.window.getByRole('group', { name: '最近搜索' }).getByRole('option').first()).toHaveText(
    '新能源',
  )
  await laptop.window.keyboard.press('Escape')
})

test('nothing is searched or opened in the middle of composing', async () => {
  const { window, app } = laptop
  await openBox()
  const session = await app.context().newCDPSession(window)
  await session.send('Input.imeSetComposition', { text: "shen'zhen", selectionStart: 9, selectionEnd: 9 })
  await window.waitForTimeout(300)
  await window.keyboard.press('Enter')
  await expect(box()).toBeFocused()
  await expect(window.getByRole('group', { name: '企业', exact: true })).toHaveCount(0)
  await session.send('Input.insertText', { text: '深圳' })
  await expect(window.getByRole('group', { name: '企业', exact: true }).locator('mark').first()).toHaveText(
    '深圳',
  )
  await window.keyboard.press('Escape')
})
