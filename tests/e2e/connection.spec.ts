import { expect, type Page, test } from '@playwright/test'
import { sql } from 'kysely'
import type { CuttableNetwork } from '../../scripts/drive/cuttable-network.ts'
import { fillSignIn } from '../../scripts/drive/first-start.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo, openPath } from '../../scripts/drive/navigate.ts'
import { setLeaseDays } from '../../server/administration/units.ts'
import { fillUnit } from '../support/large-unit.ts'
import { type Office, openOffice } from '../support/office.ts'

test.describe.configure({ timeout: 120_000 })

const library = 2400
let office: Office
/** Reads the development zone's records, too, which are not of her own unit. */
let jia: { laptop: Laptop; network: CuttableNetwork }

test.beforeAll(async () => {
  office = await openOffice()
  const network = await office.network()
  jia = { network, laptop: await office.laptopOf('jia', network) }
  const { zone } = office.organisation.units
  await openPath(jia.laptop.window, '/sync')
  await jia.laptop.window
    .getByRole('radiogroup', { name: '按流量计费的网络' })
    .getByRole('radio', { name: '是', exact: true })
    .click()
  await expect(jia.laptop.window.getByText('已按流量网络处理')).toBeVisible()
  const author = office.organisation.users.find(({ login }) => login === 'bing')?.id ?? ''
  await fillUnit(office.server.database, { unitId: zone, author, count: library })
})
test.afterAll(() => office.close())

const syncNow = async (window: Page) => {
  await openPath(window, '/sync')
  await window.getByRole('button', { name: '立即同步' }).click()
}
const strip = (window: Page, text: RegExp) => window.getByRole('status').filter({ hasText: text })

test('another unit’s large library is not loaded over a metered line until its user says so', async () => {
  const { window } = jia.laptop
  await syncNow(window)
  const offer = strip(window, /没有加载：现在的网络按流量计费/)
  await expect(offer).toContainText(/约 \d+ MB/)
  await expect(offer).toContainText('样例经济开发区')
  await offer.getByRole('button', { name: '连上不计费网络再加载' }).click()
  await expect(strip(window, /将在连上不计费的网络后自动加载/)).toBeVisible()
  await goTo(window, '企业')
  await expect(window.getByText('开发区样例第1号有限公司')).toBeHidden()

  await openPath(window, '/sync')
  await strip(window, /自动加载/)
    .getByRole('button', { name: '现在加载' })
    .click()
  await expect(strip(window, /往期和其他单位的资料/)).toBeHidden({ timeout: 30_000 })
  await goTo(window, '企业')
  await expect(window.getByText(/开发区样例第\d+号有限公司/).first()).toBeVisible()
})

test('while the first data comes in over a slow line a strip tells how far, and what is here can be used', async () => {
  const network = await office.network()
  const laptop = await office.open('bing')
  network.slowDown(120_000)
  await laptop.firstStart('晴天 高铁 名片 茶杯', office.account('bing', network))
  const { window } = laptop
  await expect(strip(window, /正在接收资料库/)).toBeVisible({ timeout: 30_000 })
  await goTo(window, '企业')
  await expect(window.getByText(/开发区样例第\d+号有限公司/).first()).toBeVisible({ timeout: 30_000 })
  await expect(strip(window, /正在接收资料库.*[1-9][\d,]*.*先使用/)).toBeVisible()
  network.restore()
  await expect(strip(window, /正在接收资料库/)).toBeHidden({ timeout: 30_000 })
  await laptop.stop()
})

test('a hotel’s sign-in page is told apart from the server: a strip says what to do, and nothing is lost', async () => {
  const { window } = jia.laptop
  jia.network.askForSignIn()
  await syncNow(window)
  await expect(strip(window, /当前网络要先在网页上登录/)).toBeVisible({ timeout: 20_000 })
  await goTo(window, '企业')
  await expect(window.getByText(/开发区样例第\d+号有限公司/).first()).toBeVisible()
  await expect(strip(window, /当前网络要先在网页上登录/)).toBeVisible()
  jia.network.restore()
  await syncNow(window)
  await expect(strip(window, /当前网络要先在网页上登录/)).toBeHidden({ timeout: 20_000 })
})

test('after too long without the server everything can be read and nothing written, until somebody signs in', async () => {
  const { window } = jia.laptop
  // A lease that is over the moment it is given.
  await sql`update organisation set lease_days = -1`.execute(office.server.database)
  await syncNow(window)
  await expect(strip(window, /太久没有联系服务器，现在只能查看/)).toBeVisible({ timeout: 20_000 })
  await expect(window.getByRole('button', { name: /^同步状态：.*只能查看/ })).toBeVisible()
  await goTo(window, '企业')
  await expect(window.getByText(/开发区样例第\d+号有限公司/).first()).toBeVisible()

  await setLeaseDays(office.server.database, 14)
  await window.getByRole('button', { name: '重新登录', exact: true }).click()
  await fillSignIn(window, office.account('jia', jia.network))
  await expect(strip(window, /太久没有联系服务器/)).toBeHidden({ timeout: 20_000 })
})
