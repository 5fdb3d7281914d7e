import { expect, test } from '@playwright/test'
import { unlock } from '../../scripts/drive/first-start.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo, openPath } from '../../scripts/drive/navigate.ts'
import { untilUploaded } from '../../scripts/drive/sync.ts'
import { recordVisit } from '../../scripts/drive/visits.ts'
import { callIn } from '../support/call-in.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

let office: Office
let laptop: Laptop
test.beforeAll(async () => {
  office = await openOffice()
  laptop = await office.laptopOf('jia')
})
test.afterAll(() => office.close())

const visit = {
  theirPeople: ['样例戊 副总经理'],
  topics: '双方就年产十万吨锂电池负极材料项目选址和用电保障进行了洽谈。',
}

test('a visit to a new enterprise is recorded with the keyboard alone in under a minute', async () => {
  const seconds = await recordVisit(laptop.window, {
    ...visit,
    enterprise: '深圳市样例新材料股份有限公司',
    isNew: true,
    outcomeSteps: 1,
    investIntent: 50000,
    nextStep: '报送选址方案',
    nextDue: '2026-12-05',
  })
  expect(seconds).toBeLessThan(60)
  await laptop.window.getByRole('button', { name: '查看记录' }).click()
  const main = laptop.window.getByRole('main')
  for (const text of ['深圳市样例新材料股份有限公司', '样例戊', '明确意向', '报送选址方案', '用电保障']) {
    await expect(main.getByText(text).first()).toBeVisible()
  }
  await untilUploaded(laptop.window)
})

for (const [how, typed] of [
  ['initials', 'szsyl'],
  ['pinyin', 'yanglixin'],
  ['a part of the name', '新材料'],
] as const) {
  test(`an enterprise is found by ${how} while typing`, async () => {
    await laptop.window.keyboard.press('Control+n')
    const picker = laptop.window.getByRole('combobox', { name: /^企业/ })
    await picker.and(laptop.window.locator(':focus')).waitFor()
    await laptop.window.keyboard.type(typed)
    await laptop.window.keyboard.press('Enter')
    await expect(picker).toHaveValue('深圳市样例新材料股份有限公司')
  })
}

test('keys that an input method is composing do not act as shortcuts or choose an enterprise', async () => {
  const { window, app } = laptop
  await goTo(window, '走访')
  await window.keyboard.press('Control+n')
  const picker = window.getByRole('combobox', { name: /^企业/ })
  await picker.and(window.locator(':focus')).waitFor()
  await picker.fill('')
  const session = await app.context().newCDPSession(window)
  await session.send('Input.imeSetComposition', { text: "yang'li", selectionStart: 7, selectionEnd: 7 })
  await window.keyboard.press('Enter')
  await expect(picker).toBeFocused()
  await session.send('Input.insertText', { text: '样例' })
  await expect(picker).toHaveValue('样例')
  await expect(window.getByRole('option').first()).toContainText('样例新材料')
})

test('what was being typed is there again after the window was closed', async () => {
  const { window } = laptop
  await window.keyboard.press('Control+n')
  await window.getByRole('combobox', { name: /^企业/ }).fill('没写完的公司')
  await window.keyboard.press('Control+Enter')
  await window.getByLabel('洽谈内容').fill('写到一半，窗口被关掉')
  await laptop.reopen()
  await unlock(laptop.window, passphrase)
  await continueDraft('没写完的公司')
  await expect(laptop.window.getByLabel('洽谈内容')).toHaveValue('写到一半，窗口被关掉')
})

test('what was typed half a second before the program is killed is there again', async () => {
  const { window, app } = laptop
  await window.keyboard.press('Control+n')
  await window.getByRole('combobox', { name: /^企业/ }).fill('断电的公司')
  await window.keyboard.press('Control+Enter')
  await window.getByLabel('洽谈内容').fill('写到一半，突然断电')
  await window.waitForTimeout(600)
  app.process().kill('SIGKILL')
  await laptop.reopen()
  await unlock(laptop.window, passphrase)
  await continueDraft('断电的公司')
  await expect(laptop.window.getByLabel('洽谈内容')).toHaveValue('写到一半，突然断电')
})

test('what changed elsewhere since a draft was begun is not written over when the draft is saved', async () => {
  const { window } = laptop
  const { rows } = await callIn(window, 'visits.list', {})
  const id = rows.find(({ enterpriseName }) => enterpriseName === '深圳市样例新材料股份有限公司')?.id ?? ''
  const stored = async () => {
    const found = await callIn(window, 'visits.get', { id })
    if (!found) throw new Error('the visit is gone')
    return found
  }
  await openPath(window, `/visits/${id}/edit`)
  await window.getByLabel('洽谈内容').fill('草稿里改写的洽谈内容：负极材料')
  await expect(window.getByText(/草稿已自动保存/).first()).toBeVisible()
  await goTo(window, '今日')
  // On another of the user's laptops, another field of the same visit.
  const outcome = '另一台电脑上补写的共识'
  const { visit: before, demands, commitments } = await stored()
  const promises = { demands: [...demands], commitments: [...commitments] }
  await callIn(window, 'visits.save', { ...before, ...promises, outcome, seen: null })
  await openPath(window, `/visits/${id}/edit`)
  await expect(window.getByLabel('洽谈内容')).toHaveValue(/草稿里改写的/)
  await window.keyboard.press('Control+s')
  await expect(window.getByRole('button', { name: '查看记录' })).toBeVisible()
  expect((await stored()).visit).toMatchObject({ topics: '草稿里改写的洽谈内容：负极材料', outcome })
})

test('a deleted visit comes back with one click', async () => {
  const { window } = laptop
  await goTo(window, '走访')
  await window.getByText('深圳市样例新材料股份有限公司').first().click()
  await window.getByRole('button', { name: '删除' }).first().click()
  await expect(window.getByText('还没有走访记录').first()).toBeVisible()
  await window.getByRole('button', { name: '撤销' }).click()
  await expect(window.getByText('深圳市样例新材料股份有限公司').first()).toBeVisible()
})

test('a word of the talk is found by the search box as soon as it is saved', async () => {
  const { window } = laptop
  await window.keyboard.press('Control+k')
  await window.keyboard.insertText('负极')
  await expect(window.getByRole('option').filter({ hasText: '样例新材料' }).first()).toBeVisible()
  await window.keyboard.press('Escape')
})

/** Goes on with the draft that Today offers for an enterprise. */
async function continueDraft(enterprise: string): Promise<void> {
  await goTo(laptop.window, '今日')
  const draft = laptop.window.getByRole('listitem').filter({ hasText: enterprise })
  await draft.getByRole('link').click()
}
