import { expect, type Page, test } from '@playwright/test'
import type { CuttableNetwork } from '../../scripts/drive/cuttable-network.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { openPath } from '../../scripts/drive/navigate.ts'
import { untilUploaded } from '../../scripts/drive/sync.ts'
import { callIn } from '../support/call-in.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'
import { clockIn, type LaptopClock } from '../support/wrong-clock.ts'

test.describe.configure({ timeout: 120_000 })

const minute = 60_000
const day = 24 * 60 * minute
let office: Office
let clock: LaptopClock
let network: CuttableNetwork
let laptop: Laptop

test.beforeAll(async () => {
  office = await openOffice()
  clock = clockIn(office.folder)
  network = await office.network()
  laptop = await office.open('jia', clock.special)
  await laptop.firstStart(passphrase, office.account('jia', network))
  await laptop.syncUntilDone()
})
test.afterAll(() => office.close())

const strip = (window: Page, text: RegExp) => window.getByRole('status').filter({ hasText: text })

test('a clock that is two hours fast is named with what to do, and stops nobody from writing', async () => {
  const { window } = laptop
  await openPath(window, '/sync')
  const warning = strip(window, /本机时间比服务器快 120 分钟。请在系统设置中校准时间/)
  clock.setAhead(120 * minute)
  await syncUntil(() => expect(warning).toBeVisible({ timeout: 1000 }))
  await callIn(window, 'enterprises.save', { id: crypto.randomUUID(), name: '时钟快两小时的样例公司' })
  await callIn(window, 'sync.now', {})
  await untilUploaded(window)
  clock.setAhead(0)
  await syncUntil(() => expect(warning).toBeHidden({ timeout: 1000 }))
})

test('a clock that was wrong when the laptop was switched on is named, and set right it lets write on without a restart', async () => {
  network.cut()
  clock.setAhead(40 * day)
  await laptop.restart(passphrase)
  const { window } = laptop
  const year = new Date(Date.now() + 40 * day).getFullYear()
  const stop = strip(window, new RegExp(`本机时钟显示 ${year}年.*最后一次收到服务器消息是 .*只能查看.*校准`))
  await expect(stop).toBeVisible({ timeout: 20_000 })
  await expect(window.getByRole('button', { name: /^同步状态：只能查看，请核对时钟/ })).toBeVisible()

  await openPath(window, '/enterprises/new')
  await window.getByLabel('企业全称').fill('时钟不准时填写的样例公司')
  await window.keyboard.press('Control+s')
  const refused = window.getByRole('alert').filter({ hasText: /时钟|时间/ })
  await expect(refused).toBeVisible()
  await expect(window.getByLabel('企业全称')).toHaveValue('时钟不准时填写的样例公司')

  clock.setAhead(0)
  await expect(stop).toBeHidden({ timeout: 20_000 })
  await window.keyboard.press('Control+s')
  await expect(window.getByRole('heading', { name: '时钟不准时填写的样例公司' })).toBeVisible()
  network.restore()
  await laptop.syncUntilDone()
})

/** Asks the server until the laptop shows what its clock, which was just set, leads to: a program looks at it now and then. */
async function syncUntil(shown: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await callIn(laptop.window, 'sync.now', {})
    await shown()
  }).toPass({ timeout: 20_000 })
}
