import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { CuttableNetwork } from '../../scripts/drive/cuttable-network.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { openPath } from '../../scripts/drive/navigate.ts'
import { recordVisit } from '../../scripts/drive/visits.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

let office: Office
let lead: Laptop
let clerk: Laptop
let enterprise: string
let networks: CuttableNetwork[]
const pictures = process.env.OUTPOST_PICTURES

test.beforeAll(async () => {
  office = await openOffice()
  networks = [await office.network(), await office.network()]
  lead = await office.laptopOf('jia', networks[0])
  clerk = await office.laptopOf('ding', networks[1])
})
test.afterAll(() => office.close())

const editor = (window: Page) => window.getByRole('textbox', { name: /洽谈记录|修改/ })
const card = (window: Page) => window.getByRole('article', { name: '洽谈记录' })
const look = async (window: Page, name: string) => {
  if (pictures) await window.screenshot({ path: `${pictures}/${name}.png` })
}

async function openTalks(window: Page): Promise<void> {
  await openPath(window, `/enterprises/${enterprise}`)
  await window.getByRole('tab', { name: '洽谈' }).click()
}

async function begin(window: Page): Promise<void> {
  await window
    .getByRole('tabpanel', { name: '洽谈' })
    .getByRole('button', { name: /记下谈了什么/ })
    .click()
  await editor(window).and(window.locator(':focus')).waitFor()
}

test('a note is written with headings, lists, check items, a table and a mention, and saved with Ctrl+S', async () => {
  const { window } = lead
  await recordVisit(window, {
    enterprise: '深圳市样例新材料股份有限公司',
    isNew: true,
    theirPeople: ['样例戊 副总经理'],
    topics: '双方就负极材料项目选址和用电保障进行了洽谈。',
  })
  await window.getByRole('button', { name: '查看记录' }).click()
  await window.getByRole('main').getByRole('link', { name: '深圳市样例新材料股份有限公司' }).first().click()
  await window.getByRole('tab', { name: '概况' }).waitFor()
  enterprise = /enterprises\/([0-9a-f-]{36})/.exec(await window.evaluate('location.hash'))?.[1] ?? ''
  await openTalks(window)
  await begin(window)
  const { keyboard } = window
  await keyboard.type('# 第二轮洽谈\n')
  await keyboard.type('对方关心电价和用地。\n- 电价不高于每度五角\n首批用地一百五十亩\n\n')
  await keyboard.type('[] 报送选址方案\n')
  await keyboard.press('Backspace')
  await keyboard.type('由 @yly')
  await expect(window.getByRole('listbox', { name: '可以提到的人员和企业' })).toBeVisible()
  await look(window, 'notes-1-mention')
  await keyboard.press('Enter')
  await expect(editor(window).locator('[data-mention]')).toBeVisible()
  await window.getByRole('button', { name: '插入表格' }).click()
  for (const cell of ['项目', '对方要价', '我方']) {
    await keyboard.type(cell)
    await keyboard.press('Tab')
  }
  await keyboard.press('Control+s')
  await expect(window.getByText(/已保存到本机 \d\d:\d\d/)).toBeVisible()
  await look(window, 'notes-2-written')
  await window.getByRole('button', { name: '返回' }).click()
  await expect(card(window).getByRole('heading', { name: '第二轮洽谈' })).toBeVisible()
  await expect(card(window)).toContainText('首批用地一百五十亩')
  await expect(card(window).getByRole('cell', { name: '对方要价' })).toBeVisible()
  await look(window, 'notes-3-read')
})

test('its words are found by the search box at once', async () => {
  const { window } = lead
  await window.keyboard.press('Control+k')
  await window.keyboard.type('一百五十亩')
  await expect(window.getByRole('dialog').getByRole('option').first()).toContainText('一百五十亩')
  await window.keyboard.press('Escape')
})

test('what was typed within the last second survives a crash', async () => {
  const { window } = lead
  await card(window).getByRole('button', { name: '修改' }).click()
  await editor(window).and(window.locator(':focus')).waitFor()
  await window.keyboard.press('Control+End')
  await window.keyboard.type('断电前写下的话。')
  await window.waitForTimeout(1000)
  lead.app.process().kill('SIGKILL')
  await lead.restart(passphrase)
  await openTalks(lead.window)
  await expect(card(lead.window)).toContainText('断电前写下的话。')
})

test('two laptops that edited the same note offline both keep every word, and both see who wrote what', async () => {
  await lead.syncUntilDone()
  await clerk.syncUntilDone()
  for (const laptop of [lead, clerk]) await openTalks(laptop.window)
  for (const network of networks) network.cut()
  for (const [laptop, words] of [
    [lead, '甲补充:对方要求十二月底前答复。'],
    [clerk, '丁补充:电价可以按直供电测算。'],
  ] as const) {
    const { window } = laptop
    await card(window).getByRole('button', { name: '修改' }).click()
    await editor(window).and(window.locator(':focus')).waitFor()
    await window.keyboard.press('Control+End')
    await window.keyboard.type(words)
    await window.keyboard.press('Control+s')
    await expect(window.getByText(/已保存到本机/)).toBeVisible()
    await window.getByRole('button', { name: '返回' }).click()
  }
  for (const network of networks) network.restore()
  await lead.syncUntilDone()
  await clerk.syncUntilDone()
  await lead.syncUntilDone()
  for (const { window } of [lead, clerk]) {
    await openTalks(window)
    for (const words of [
      '甲补充:对方要求十二月底前答复。',
      '丁补充:电价可以按直供电测算。',
      '断电前写下的话。',
    ])
      await expect(card(window)).toContainText(words)
  }
  const texts = await Promise.all(
    [lead, clerk].map(({ window }) => card(window).locator('.op-note-text').innerText()),
  )
  expect(texts[0]).toBe(texts[1])
  await card(clerk.window).getByRole('button', { name: '谁写的' }).click()
  await expect(
    card(clerk.window)
      .getByTitle(/样例丁/)
      .first(),
  ).toContainText('丁补充')
  await expect(
    card(clerk.window)
      .getByTitle(/样例甲/)
      .first(),
  ).toBeVisible()
  await look(clerk.window, 'notes-4-authors')
})

test('an earlier version is looked at, brought back, and nothing is lost by it', async () => {
  const { window } = lead
  await card(window).getByRole('button', { name: '历史版本' }).click()
  const versions = card(window).getByRole('list', { name: '版本' }).getByRole('listitem')
  await expect(versions.first()).toBeVisible()
  const before = await versions.count()
  await versions.last().click()
  await look(window, 'notes-5-versions')
  await card(window).getByRole('button', { name: '恢复为这一版' }).click()
  await expect(versions).toHaveCount(before + 1)
  await card(window).getByRole('button', { name: '历史版本' }).click()
  await expect(card(window)).toContainText('首批用地一百五十亩')
  await expect(card(window)).not.toContainText('甲补充')
  await lead.syncUntilDone()
  await clerk.syncUntilDone()
  await openTalks(clerk.window)
  await card(clerk.window).getByRole('button', { name: '历史版本' }).click()
  await expect(card(clerk.window)).toContainText('甲补充')
})

test('a pasted picture becomes an attachment and stands in the text', async () => {
  const { window } = lead
  await openTalks(window)
  await card(window).getByRole('button', { name: '修改' }).click()
  await editor(window).and(window.locator(':focus')).waitFor()
  await window.keyboard.press('Control+End')
  await window.evaluate(`(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 160
    canvas.getContext('2d').fillRect(20, 20, 200, 100)
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
    const data = new DataTransfer()
    data.items.add(new File([blob], 'image.png', { type: 'image/png' }))
    const event = { clipboardData: data, bubbles: true, cancelable: true }
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', event))
  })()`)
  await window.getByRole('dialog').getByRole('button', { name: '都不保留' }).click()
  await expect(editor(window).getByRole('img', { name: /图/ })).toBeVisible()
  await window.keyboard.press('Control+s')
  await expect(window.getByText(/已保存到本机/)).toBeVisible()
  await window.getByRole('button', { name: '返回' }).click()
  await expect(editor(window)).toBeHidden()
  await expect(card(window).getByRole('img', { name: /图/ })).toBeVisible()
  await look(window, 'notes-6-picture')
})

test('nothing reacts while an input method composes', async () => {
  const { window, app } = lead
  await openTalks(window)
  await begin(window)
  const client = await window.context().newCDPSession(window)
  await client.send('Input.imeSetComposition', { text: '@yl', selectionStart: 3, selectionEnd: 3 })
  await window.waitForTimeout(400)
  await expect(window.getByRole('listbox', { name: '可以提到的人员和企业' })).toBeHidden()
  await client.send('Input.insertText', { text: '你好' })
  await expect(editor(window)).toHaveText('你好')
  await window.keyboard.press('Control+s')
  await expect(window.getByText(/已保存到本机/)).toBeVisible()
  await window.getByRole('button', { name: '返回' }).click()
  await expect(card(window).first()).toContainText('你好')
  expect(app.process().exitCode).toBeNull()
})
