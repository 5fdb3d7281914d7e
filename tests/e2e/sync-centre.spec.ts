import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { CuttableNetwork } from '../../scripts/drive/cuttable-network.ts'
import { chooseOpenPath, chooseSavePath } from '../../scripts/drive/files.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo, openPath } from '../../scripts/drive/navigate.ts'
import { untilOnlyHere } from '../../scripts/drive/sync.ts'
import { planTrip } from '../../scripts/drive/trips.ts'
import { plainVisit, recordVisit } from '../../scripts/drive/visits.ts'
import { callIn } from '../support/call-in.ts'
import { type Office, openOffice } from '../support/office.ts'

test.describe.configure({ timeout: 120_000 })

let office: Office
/** Two colleagues of one unit, each with a laptop and a network of their own. */
let jia: { laptop: Laptop; network: CuttableNetwork }
let ding: { laptop: Laptop; network: CuttableNetwork }
const company = '深圳市样例新材料股份有限公司'

test.beforeAll(async () => {
  office = await openOffice()
  const open = async (login: 'jia' | 'ding') => {
    const network = await office.network()
    return { network, laptop: await office.laptopOf(login, network) }
  }
  jia = await open('jia')
  ding = await open('ding')
  await recordVisit(jia.laptop.window, {
    enterprise: company,
    isNew: true,
    theirPeople: ['样例戊 副总经理'],
    topics: '双方就年产十万吨锂电池负极材料项目选址和用电保障进行了洽谈。',
  })
  await syncBoth()
})
test.afterAll(() => office.close())

test('an amount that two people changed at the same time shows both values and is settled by one click', async () => {
  const enterprise = await enterpriseOf(jia.laptop.window, company)
  cutBoth()
  await changeEnterprise(jia.laptop.window, enterprise, { investIntent: 50_000 })
  await changeEnterprise(ding.laptop.window, enterprise, { investIntent: 80_000 })
  await restoreAndSync()

  const { window } = jia.laptop
  await window.getByRole('button', { name: /^同步状态：1 处冲突/ }).click()
  const list = window.getByRole('tabpanel')
  await expect(list.getByText('投资意向（万元）')).toBeVisible()
  await expect(
    window.getByText(/^共 \d+ 条记录.*完整地在服务器 \+ 1 条有冲突（各版本都在服务器）$/),
  ).toBeVisible()
  await expect(list.getByRole('region', { name: '版本 A' })).toContainText(/(50|80),000.*样例[甲丁]，/)
  const own = list.getByRole('region').filter({ hasText: '80,000' })
  await expect(own).toContainText('样例丁')
  await own.getByRole('button', { name: /^采用/ }).click()
  await expect(window.getByText('没有冲突')).toBeVisible()
  await syncBoth()
  const seen = await callIn(ding.laptop.window, 'enterprises.get', { id: enterprise })
  expect(seen?.enterprise.investIntent).toBe(80_000)
  expect((await callIn(ding.laptop.window, 'sync.status', {})).conflicts).toBe(0)
})

test('a record deleted by one while edited by another is still here until somebody keeps it', async () => {
  const id = await newEnterprise(jia.laptop.window, '惠州样例精密机械有限公司')
  await syncBoth()
  cutBoth()
  await callIn(ding.laptop.window, 'records.delete', { table: 'enterprises', id })
  await changeEnterprise(jia.laptop.window, id, { remarks: '已约十二月上旬来考察。' })
  await restoreAndSync()

  const { window } = jia.laptop
  await openPath(window, '/sync')
  const card = window.getByRole('listitem').filter({ hasText: '惠州样例精密机械有限公司' })
  await expect(card).toContainText('样例丁 删除了这条记录')
  await expect(card).toContainText('样例甲 同时修改了它')
  await expect(card).toContainText('已约十二月上旬来考察。')
  await card.getByRole('button', { name: '保留记录' }).press('Enter')
  await expect(card).toBeHidden()
  // The keyboard stays where the card was, and nothing else is settled by a second Enter.
  await expect(window.getByRole('tabpanel')).toBeFocused()
  await syncBoth()
  await goTo(ding.laptop.window, '企业')
  await expect(ding.laptop.window.getByText('惠州样例精密机械有限公司')).toBeVisible()
})

test('a visit that the server sent back is mended in its form with all that was written, and goes up', async () => {
  const { window, app } = jia.laptop
  const enterpriseId = await enterpriseOf(window, company)
  const id = crypto.randomUUID()
  await callIn(window, 'visits.save', {
    ...plainVisit,
    enterpriseId,
    occurredOn: '2026-11-22',
    id,
    // A trip that the server does not know as one of ours.
    tripId: crypto.randomUUID(),
    topics: '这一次走访归错了行程，服务器会退回。内容一个字也不能丢。',
  })
  await callIn(window, 'sync.now', {})
  await openPath(window, '/sync')
  await window.getByRole('tab', { name: /被退回/ }).click()
  const card = window.getByRole('listitem').filter({ hasText: '内容一个字也不能丢' })
  await expect(card).toContainText('“行程”')

  const path = join(office.folder, '被退回的记录.txt')
  await chooseSavePath(app, path)
  await card.getByRole('button', { name: '导出为文本' }).click()
  await expect(window.getByText(/^已导出 被退回的记录\.txt/)).toBeVisible()
  expect(await readFile(path, 'utf8')).toContain('内容一个字也不能丢')

  await card.getByRole('button', { name: '修改后上传' }).click()
  await expect(window.getByLabel('洽谈内容')).toHaveValue(/内容一个字也不能丢/)
  await window.getByLabel('行程', { exact: true }).press('Backspace')
  await window
    .locator('.ant-select-clear')
    .first()
    .click({ timeout: 2000 })
    .catch(() => undefined)
  await window.keyboard.press('Control+s')
  await window
    .getByText(/已保存到本机 \d\d:\d\d/)
    .first()
    .waitFor()
  await callIn(window, 'sync.now', {})
  await openPath(window, '/sync')
  await window.getByRole('tab', { name: /被退回/ }).click()
  await expect(card).toContainText('退回之后您又保存过这条记录')
  await card.getByRole('button', { name: '移出列表' }).click()
  await expect(window.getByText('没有被退回的记录')).toBeVisible()
  await expect(window.getByRole('button', { name: /^同步状态：全部已上传/ })).toBeVisible({ timeout: 20_000 })
})

test('a laptop may be handed over when the server has everything, and the sheet prints on one page', async () => {
  const { window, app } = jia.laptop
  await openPath(window, '/sync/clearance')
  await expect(window.getByRole('heading', { name: '可以交出', exact: true })).toBeVisible({
    timeout: 30_000,
  })
  const sheet = window.getByRole('article', { name: '移动办公终端数据移交核验单' })
  await expect(sheet).toContainText('样例甲')
  await expect(sheet).toContainText('已用本机登录时留存的服务器公钥验证，有效')
  const pages = await app.evaluate(async ({ BrowserWindow }) => {
    const [shown] = BrowserWindow.getAllWindows()
    const pdf = await shown?.webContents.printToPDF({ preferCSSPageSize: true })
    return pdf?.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length
  })
  expect(pages).toBe(1)
})

test('a laptop that still holds something alone may not be handed over', async () => {
  const { window } = jia.laptop
  jia.network.cut()
  await newEnterprise(window, '还没上传的样例公司')
  await untilOnlyHere(window)
  await openPath(window, '/today')
  await openPath(window, '/sync/clearance')
  await expect(window.getByRole('heading', { name: '现在还不能交出' })).toBeVisible({ timeout: 30_000 })
  await expect(window.getByText('1 处改动仅在本机')).toBeVisible()
  await expect(window.getByText('联系不上服务器')).toBeVisible()
  jia.network.restore()
  await jia.laptop.syncUntilDone()
})

test('the log tells what went up and came down, and a trip tells whose work is in', async () => {
  const { window } = jia.laptop
  await openPath(window, '/sync/log')
  await expect(window.getByText(/^上传了 \d+ 处改动/).first()).toBeVisible()
  await expect(window.getByText(/^收到 \d+ 处改动/).first()).toBeVisible()
  await planTrip(window, {
    title: '赴惠州招商',
    startOn: '2026-11-22',
    endOn: '2026-11-23',
    cities: ['惠州'],
    filingNo: '样招〔2026〕8号',
    purpose: '对接精密制造企业',
    members: [{ name: '样例甲', role: '团长' }, { name: '样例丁' }],
    legs: [],
  })
  await syncBoth()
  await jia.laptop.syncUntilDone()
  await goTo(window, '行程')
  await window.getByText('赴惠州招商').first().click()
  await expect(window.getByText(/\d\/2 名成员已同步至/)).toBeVisible()
  await window.getByRole('button', { name: /\d\/2 名成员已同步至/ }).press('Enter')
  await expect(window.getByRole('tooltip')).toContainText('样例丁')
  for (const path of ['/visits', '/trips', '/enterprises', '/contacts', '/projects', '/promises']) {
    await openPath(window, path)
    await expect(window.getByText(/\d\/\d 名成员已同步至/), path).toBeVisible()
  }
})

test('a colleague without a network hands a visit over in a file, and its reader brings it to the server', async () => {
  cutBoth()
  await recordVisit(ding.laptop.window, {
    enterprise: '样例新材料',
    theirPeople: ['样例戊'],
    topics: '高铁上补记：对方确认十二月上旬来考察，需要协调用地预审。',
  })
  const path = join(office.folder, '给同事的.outpost')
  await openPath(ding.laptop.window, '/sync/exchange')
  await chooseSavePath(ding.laptop.app, path)
  await ding.laptop.window.getByLabel('交给谁').click()
  await ding.laptop.window.getByTitle(/样例甲的电脑/).click()
  await expect(ding.laptop.window.getByText(/其中 \d+ 处还没有上传到服务器/)).toBeVisible()
  await ding.laptop.window.getByRole('button', { name: '写成文件' }).click()
  await expect(ding.laptop.window.getByText(/^已写成 给同事的\.outpost/)).toBeVisible()

  await openPath(ding.laptop.window, '/sync')
  await ding.laptop.window.getByRole('tab', { name: /仅在本机/ }).click()
  await expect(ding.laptop.window.getByText(/^\d\d:\d\d 已交给样例甲，可由其代传$/).first()).toBeVisible()

  const { window, app } = jia.laptop
  await openPath(window, '/sync/exchange')
  await chooseOpenPath(app, path)
  await window.getByRole('button', { name: '选择文件' }).click()
  await expect(window.getByText(/^样例丁（.*）写于/)).toBeVisible()
  await window.getByRole('button', { name: '合并到本机' }).click()
  await expect(window.getByText(/^已合并 \d+ 处改动/)).toBeVisible()
  await openPath(window, '/sync')
  await window.getByRole('tab', { name: /代同事上传/ }).click()
  await expect(window.getByRole('tabpanel')).toContainText('样例丁')

  jia.network.restore()
  await callIn(window, 'sync.now', {})
  await expect(window.getByText('没有代同事上传的记录', { exact: false })).toBeVisible({ timeout: 20_000 })
  ding.network.restore()
  await syncBoth()
})

test('two laptops exchange directly after both people compared the same six digits', async () => {
  const addresses = await callIn(jia.laptop.window, 'exchange.addresses', {})
  cutBoth()
  await newEnterprise(ding.laptop.window, '东莞样例电子有限公司')
  const { window } = jia.laptop
  for (const laptop of [jia.laptop, ding.laptop]) await openPath(laptop.window, '/sync/exchange')
  // A machine on no network still has itself.
  if (addresses.length === 0) await callIn(window, 'exchange.listen', { address: '127.0.0.1' })
  else await window.getByRole('button', { name: `在 ${addresses[0]?.address} 等待` }).click()
  const address = (await window.locator('output').textContent()) ?? ''
  // Found on the network; nobody types the address that the other screen shows.
  const found = ding.laptop.window.getByRole('list', { name: '正在等待的电脑' }).getByRole('listitem')
  await found.filter({ hasText: address }).getByRole('button').click()
  const codes = await Promise.all(
    [jia.laptop, ding.laptop].map(({ window }) => window.getByLabel('核对数字').textContent()),
  )
  expect(codes[0]).toMatch(/^\d{3} \d{3}$/)
  expect(codes[1]).toBe(codes[0])
  for (const laptop of [jia.laptop, ding.laptop])
    await laptop.window.getByRole('button', { name: '数字一样' }).click()
  await window.getByRole('button', { name: '合并到本机' }).click()
  await expect(window.getByText(/^已合并 \d+ 处改动/)).toBeVisible()
  // The other one got nothing new and is not asked to take anything over.
  await expect(ding.laptop.window.getByText('这些内容本机都已经有了')).toBeVisible()
  await expect(ding.laptop.window.getByRole('button', { name: '合并到本机' })).toBeHidden()
  await ding.laptop.window.getByRole('button', { name: '完成' }).click()
  await expect(ding.laptop.window.getByRole('heading', { name: '我来等待' })).toBeVisible()
  await goTo(window, '企业')
  await expect(window.getByText('东莞样例电子有限公司')).toBeVisible()
  await restoreAndSync()
})

test('an enterprise asked to be handed to another unit shows the server’s answer', async () => {
  const { window } = jia.laptop
  const id = await newEnterprise(window, '拟转开发区的样例公司')
  jia.network.cut()
  await openPath(window, `/enterprises/${id}`)
  await window.getByRole('button', { name: '申请转给其他单位' }).click()
  await window.getByLabel('转给哪个单位').click()
  await window.getByTitle('样例经济开发区').click()
  await window.getByLabel('理由').fill('项目拟落户开发区，由开发区继续对接。')
  await window.getByRole('button', { name: '提交申请' }).click()
  await expect(window.getByText('转移待确认')).toBeVisible()
  jia.network.restore()
  await callIn(window, 'sync.now', {})
  await expect(window.getByText('转移待确认')).toBeHidden({ timeout: 20_000 })
  const bing = await office.laptopOf('bing')
  await goTo(bing.window, '企业')
  await expect(bing.window.getByText('拟转开发区的样例公司')).toBeVisible({ timeout: 20_000 })
})

function cutBoth(): void {
  for (const { network } of [jia, ding]) network.cut()
}

async function restoreAndSync(): Promise<void> {
  for (const { network } of [jia, ding]) network.restore()
  await syncBoth()
}

/** Everything of both reaches the server and the other one; what is in conflict stays so. */
async function syncBoth(): Promise<void> {
  for (const { laptop } of [jia, ding, jia]) await callIn(laptop.window, 'sync.now', {})
}

async function enterpriseOf(window: Page, text: string): Promise<string> {
  const { rows } = await callIn(window, 'enterprises.list', { text })
  const [row] = rows
  if (!row) throw new Error(`${text} is not on this laptop`)
  return row.id
}

async function newEnterprise(window: Page, name: string): Promise<string> {
  const id = crypto.randomUUID()
  await callIn(window, 'enterprises.save', { id, name })
  return id
}

async function changeEnterprise(
  window: Page,
  id: string,
  change: { readonly investIntent?: number; readonly remarks?: string },
): Promise<void> {
  const found = await callIn(window, 'enterprises.get', { id })
  if (!found) throw new Error('the enterprise is not on this laptop')
  await callIn(window, 'enterprises.save', { ...found.enterprise, ...change, id })
}
