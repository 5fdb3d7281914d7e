import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { localDay } from '../../scripts/drive/days.ts'
import { chooseSavePath } from '../../scripts/drive/files.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo, openPath } from '../../scripts/drive/navigate.ts'
import { recordVisit } from '../../scripts/drive/visits.ts'
import { type Office, openOffice } from '../support/office.ts'
import { zippedText } from '../support/zip-text.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

const firm = '深圳市样例新材料股份有限公司'
const due = localDay(-14)
let office: Office
let laptop: Laptop
let window: Page
let enterprise: string
const pictures = process.env.OUTPOST_PICTURES
const look = async (name: string) => {
  if (pictures) await window.screenshot({ path: `${pictures}/${name}.png` })
}

test.beforeAll(async () => {
  test.setTimeout(180_000)
  office = await openOffice()
  laptop = await office.laptopOf('jia')
  window = laptop.window
})
test.afterAll(() => office.close())

const saved = async (name: string): Promise<string> => {
  const path = join(office.folder, name)
  await chooseSavePath(laptop.app, path)
  return path
}

test('minutes begin with what the visit tells and are put in rank order with the keyboard', async () => {
  await recordVisit(window, {
    enterprise: firm,
    isNew: true,
    theirPeople: ['样例戊 副总经理', '样例丁 董事长'],
    topics: '双方就年产十万吨锂电池负极材料项目选址和用电保障进行了洽谈。',
  })
  await window.getByRole('button', { name: '查看记录' }).click()
  await window.getByRole('button', { name: '写会谈纪要' }).click()
  await expect(window.getByLabel('标题', { exact: true })).toHaveValue(`与${firm}会谈纪要`)
  await expect(window.getByLabel('谈了什么')).toHaveValue(/负极材料项目选址/)
  const theirs = window.getByRole('group', { name: '对方' })
  const names = theirs.getByRole('textbox', { name: '姓名' })
  await expect(names.first()).toHaveValue('样例戊')
  await names.nth(1).focus()
  await window.keyboard.press('Alt+ArrowUp')
  await expect(names.first()).toHaveValue('样例丁')
  await expect(names.first()).toBeFocused()
  await theirs.getByTitle('拖动调整顺序').nth(1).dragTo(theirs.getByRole('listitem').first())
  await expect(names.first()).toHaveValue('样例戊')
  await theirs.getByRole('button', { name: '上移' }).nth(1).click()
  await expect(names.first()).toHaveValue('样例丁')
  await look('minutes-1-people')
})

test('saving them lists the demand and the commitment with their day', async () => {
  await window.getByRole('button', { name: '添加诉求' }).click()
  await window.keyboard.insertText('项目需110千伏双回路供电')
  const demand = window.getByRole('group', { name: '诉求 1' })
  await demand.getByLabel('我方答复').fill('供电公司已完成接入方案')
  await demand.getByLabel('时限').fill(due)
  await window.keyboard.press('Tab')
  await window.getByRole('button', { name: '添加议定事项' }).click()
  await window.keyboard.insertText('报送两处选址方案')
  const agreed = window.getByRole('group', { name: '议定事项 1' })
  await agreed.getByLabel('责任单位（人）').fill('宁川经开区')
  await agreed.getByLabel('时限').fill(due)
  await window.keyboard.press('Tab')
  await window.getByLabel('内部意见').fill('底价不低于每亩二十万元')
  await look('minutes-2-form')
  await window.keyboard.press('Control+s')
  const paper = window.getByRole('article', { name: '纪要正文' })
  await expect(paper).toContainText('答复：供电公司已完成接入方案')
  await look('minutes-3-paper')
  for (const [tab, words] of [
    ['demands', '项目需110千伏双回路供电'],
    ['commitments', '报送两处选址方案'],
  ] as const) {
    await openPath(window, `/promises?tab=${tab}`)
    const row = window.getByRole('row').filter({ hasText: words })
    await expect(row).toHaveCount(1)
    await expect(row).toContainText(new RegExp(`${Number(due.slice(5, 7))}.*${Number(due.slice(8))}`))
  }
})

test('one click writes them as an official document; internal ones have no copy for the enterprise', async () => {
  await goTo(window, '走访')
  await window.getByText(firm).first().click()
  await window.getByRole('link', { name: `与${firm}会谈纪要` }).click()
  await expect(window.getByRole('button', { name: '导出给企业的一份' })).toBeHidden()
  const path = await saved('纪要.docx')
  await window.getByRole('button', { name: '导出纪要' }).click()
  await window
    .getByRole('status')
    .getByText(/^已导出 纪要\.docx/)
    .waitFor()
  const text = zippedText(await readFile(path), 'word/document.xml').replace(/<[^>]+>/g, '')
  for (const words of [
    '会谈纪要',
    '报送两处选址方案',
    '由宁川经开区负责',
    '出席：',
    '董事长样例丁、副总经理样例戊',
    '底价',
  ])
    expect(text).toContain(words)
})

test('a shareable one leaves for the enterprise without what is said among ourselves', async () => {
  await window.getByRole('button', { name: '修改', exact: true }).click()
  await window.getByRole('radio', { name: '可对外' }).check()
  await window.keyboard.press('Control+s')
  await window.getByRole('article', { name: '纪要正文' }).waitFor()
  const path = await saved('给企业.docx')
  await window.getByRole('button', { name: '导出给企业的一份' }).click()
  await window
    .getByRole('status')
    .getByText(/^已导出 给企业\.docx/)
    .waitFor()
  const text = zippedText(await readFile(path), 'word/document.xml').replace(/<[^>]+>/g, '')
  expect(text).toContain('报送两处选址方案')
  expect(text).not.toMatch(/底价|内部/)
  await openPath(window, '/promises?tab=commitments')
  await expect(window.getByRole('row').filter({ hasText: '报送两处选址方案' })).toHaveCount(1)
})

test('a negotiation is written down round by round with the keyboard, and what moved is marked', async () => {
  await goTo(window, '走访')
  await window.getByText(firm).first().click()
  await window.getByRole('main').getByRole('link', { name: firm }).first().click()
  await window.getByRole('tab', { name: '概况' }).waitFor()
  enterprise = /enterprises\/([0-9a-f-]{36})/.exec(await window.evaluate('location.hash'))?.[1] ?? ''
  await openPath(window, `/enterprises/${enterprise}?tab=talks&part=ledger`)
  const { keyboard } = window
  await window.getByLabel('新的谈判事项').fill('电价')
  await keyboard.press('Enter')
  await window.getByLabel('电价 第 1 轮 对方要求').fill('每度0.45元')
  await keyboard.press('Enter')
  await expect(window.getByLabel('电价 第 1 轮 我方意见')).toBeFocused()
  await keyboard.insertText('每度0.55元')
  await keyboard.press('Enter')
  await keyboard.insertText('每度0.10元')
  await keyboard.press('Tab')
  await expect(window.getByText('有变动')).toHaveCount(0)
  await window.getByRole('button', { name: '新一轮' }).click()
  await window.getByLabel('电价 第 2 轮 对方要求').fill('每度0.48元')
  await keyboard.press('Enter')
  await keyboard.insertText('每度0.55元')
  await keyboard.press('Tab')
  await expect(window.getByText('有变动')).toHaveCount(1)
  await expect(window.getByLabel('电价 第 1 轮 对方要求')).toHaveValue('每度0.45元')
  await look('ledger-1')
  await openPath(window, `/enterprises/${enterprise}`)
  await openPath(window, `/enterprises/${enterprise}?tab=talks&part=ledger`)
  await expect(window.getByLabel('电价 第 2 轮 对方要求')).toHaveValue('每度0.48元')
})

test('the ledger is exported as a workbook, the newest round first', async () => {
  const path = await saved('台账.xlsx')
  await window.getByRole('button', { name: '导出台账' }).click()
  await window
    .getByRole('status')
    .getByText(/^已导出 台账\.xlsx/)
    .waitFor()
  const cells = Object.values(read(await readFile(path)).Sheets.洽谈台账 ?? {}).flatMap((cell) =>
    typeof cell === 'object' && cell !== null && 'v' in cell ? [String(cell.v)] : [],
  )
  expect(cells).toContain(`与${firm}洽谈台账`)
  expect(cells.indexOf('每度0.48元')).toBeLessThan(cells.indexOf('每度0.45元'))
})

test('minutes and positions are found by their words', async () => {
  for (const [words, kind] of [
    ['双回路', '会谈纪要'],
    ['0.48', '洽谈轮次'],
  ] as const) {
    await window.keyboard.press('Control+k')
    await window.keyboard.insertText(words)
    await expect(window.getByRole('dialog').getByRole('group', { name: kind })).toBeVisible()
    await window.keyboard.press('Escape')
    await expect(window.getByRole('dialog')).toBeHidden()
  }
  await laptop.syncUntilDone()
})
