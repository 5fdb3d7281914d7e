import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read } from '@e965/xlsx'
import { expect, test } from '@playwright/test'
import type { CuttableNetwork } from '../../scripts/drive/cuttable-network.ts'
import { localDay } from '../../scripts/drive/days.ts'
import { chooseFile, importFile } from '../../scripts/drive/imports.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo } from '../../scripts/drive/navigate.ts'
import { exportLedger, exportReport, openReport } from '../../scripts/drive/reports.ts'
import { syncNow, untilOnlyHere } from '../../scripts/drive/sync.ts'
import { planTrip } from '../../scripts/drive/trips.ts'
import { recordVisit } from '../../scripts/drive/visits.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'
import { zippedText } from '../support/zip-text.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

const sampleData = join(import.meta.dirname, '../../resources/sample-data')
const today = localDay()
let office: Office
let leadNetwork: CuttableNetwork
let colleagueNetwork: CuttableNetwork
let lead: Laptop
let colleague: Laptop

test.beforeAll(async () => {
  test.setTimeout(180_000)
  office = await openOffice()
  leadNetwork = await office.network()
  colleagueNetwork = await office.network()
  lead = await office.laptopOf('jia', leadNetwork)
  colleague = await office.laptopOf('yi', colleagueNetwork)
})
test.afterAll(() => office.close())

test('a target list as offices keep it is imported after a look at every row', async () => {
  const result = await importFile(lead.app, lead.window, join(sampleData, '目标企业推荐名单_2026Q3.xlsx'))
  expect(result).toContain('新增 81 家')
  await goTo(lead.window, '企业')
  await expect(lead.window.getByText('共 81 家')).toBeVisible()
})

test('a file that is no spreadsheet is refused with a sentence and nothing is imported', async () => {
  const broken = join(office.folder, '名单.xlsx')
  await writeFile(broken, '<html>请先登录</html>')
  await chooseFile(lead.app, lead.window, broken)
  await expect(lead.window.getByRole('alert').first()).toContainText('其实是网页')
})

test('a trip with members and itinerary reaches the colleague who travels', async () => {
  await planTrip(lead.window, {
    title: '赴东莞招商',
    startOn: today,
    endOn: today,
    cities: ['东莞'],
    filingNo: '样招外〔2026〕19号',
    purpose: '为对接消费电子重点企业',
    members: [
      { name: '样例甲', role: '团长' },
      { name: '样例乙', role: '联络员' },
    ],
    legs: [{ day: 0, half: '上午', enterprise: '立讯', place: '东莞市' }],
  })
  await lead.syncUntilDone()
  await colleague.syncUntilDone()
  await goTo(colleague.window, '行程')
  await expect(colleague.window.getByText('赴东莞招商').first()).toBeVisible()
})

test('both record visits without a network, and the app says what is only on each laptop', async () => {
  leadNetwork.cut()
  colleagueNetwork.cut()
  await recordVisit(lead.window, {
    enterprise: '东莞市样例电子有限公司',
    isNew: true,
    theirPeople: ['样例戊 总经理'],
    topics: '介绍我市产业基金和标准厂房，企业计划明年上半年确定新工厂的位置。',
    outcome: '同意来我市考察',
    outcomeSteps: 1,
    investIntent: 30000,
    nextStep: '发出考察邀请',
    nextDue: '2027-01-15',
  })
  // The enterprise came to the colleague with the trip, not with the unit.
  await recordVisit(colleague.window, {
    enterprise: 'lxjm',
    theirPeople: ['样例己 副总裁'],
    topics: '企业希望就近配套结构件供应商，关注员工子女入学和人才公寓。',
    outcome: '互设联络人',
    nextStep: '梳理结构件企业名单',
    nextDue: '2027-01-20',
  })
  expect(await untilOnlyHere(lead.window)).toContain('仅在本机')
  expect(await untilOnlyHere(colleague.window)).toContain('仅在本机')
})

test('a restart without a network loses nothing', async () => {
  await colleague.restart(passphrase)
  await goTo(colleague.window, '走访')
  await expect(colleague.window.getByText('立讯精密工业股份有限公司').first()).toBeVisible()
  await untilOnlyHere(colleague.window)
})

test('after the network is back each sees the visits of the other', async () => {
  leadNetwork.restore()
  colleagueNetwork.restore()
  await colleague.syncUntilDone()
  await lead.syncUntilDone()
  await colleague.syncUntilDone()
  await goTo(lead.window, '走访')
  await expect(lead.window.getByText('立讯精密工业股份有限公司').first()).toBeVisible()
  await goTo(colleague.window, '走访')
  await expect(colleague.window.getByText('东莞市样例电子有限公司').first()).toBeVisible()
})

test('two people who changed the same enterprise apart both find their value, and the app asks', async () => {
  leadNetwork.cut()
  colleagueNetwork.cut()
  for (const [laptop, amount] of [
    [lead, '11000'],
    [colleague, '22000'],
  ] as const) {
    await goTo(laptop.window, '企业')
    await laptop.window
      .getByRole('searchbox')
      .or(laptop.window.getByPlaceholder(/名称、拼音/))
      .first()
      .fill('立讯')
    await laptop.window.getByText('立讯精密工业股份有限公司').first().click()
    await laptop.window
      .getByRole('button', { name: /^(编辑|修改)$/ })
      .first()
      .click()
    await laptop.window.getByLabel(/^投资意向/).fill(amount)
    await laptop.window.keyboard.press('Control+s')
    await laptop.window
      .getByText(/已保存到本机/)
      .first()
      .waitFor()
  }
  leadNetwork.restore()
  colleagueNetwork.restore()
  // Whoever uploads second meets the conflict first; after that both see it.
  for (const laptop of [lead, colleague]) {
    await syncNow(laptop.window)
    const asks = laptop.window.getByRole('button', { name: /^同步状态：.*1 处冲突/ })
    await expect(asks).toBeVisible({ timeout: 30_000 })
  }
})

test('the report lists what is missing, and its .docx and .xlsx hold the visits of both', async () => {
  await goTo(lead.window, '行程')
  await lead.window.getByText('赴东莞招商').first().click()
  await openReport(lead.window)
  await expect(lead.window.getByText('导出前请核对')).toBeVisible()
  await expect(lead.window.getByText(/东莞市样例电子有限公司没有填写主营业务/).first()).toBeVisible()
  const report = join(office.folder, '报告.docx')
  const ledger = join(office.folder, '台账.xlsx')
  await exportReport(lead.app, lead.window, report)
  await exportLedger(lead.app, lead.window, ledger)
  const text = zippedText(await readFile(report), 'word/document.xml').replaceAll(/<[^>]+>/g, '')
  for (const part of [
    '关于赴东莞开展招商活动情况的报告',
    '样招外〔2026〕19号',
    '拜访企业2家',
    '立讯精密工业股份有限公司',
    '东莞市样例电子有限公司',
    '附件3',
    '拜访企业情况一览表',
  ]) {
    expect(text).toContain(part)
  }
  const book = read(await readFile(ledger))
  const cells = Object.values(book.Sheets[book.SheetNames[0] ?? ''] ?? {}).map((cell) => cell?.v)
  expect(cells).toEqual(expect.arrayContaining(['立讯精密工业股份有限公司', 30000]))
})
