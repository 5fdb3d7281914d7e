import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { createVault, signIn, unlock } from '../../scripts/drive/first-start.ts'
import { openPath } from '../../scripts/drive/navigate.ts'
import { recordVisit } from '../../scripts/drive/visits.ts'
import { callIn } from '../support/call-in.ts'
import { type LaunchedApp, launchApp } from '../support/electron-launch.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'

test.describe.configure({ mode: 'serial', timeout: 120_000 })

/** Chromium's own microphone, which beeps once a second. The permission is ours to give. */
const microphone = ['--use-fake-device-for-media-stream']

/** Drawn for the tests: a made-up person of a made-up firm. */
const cardPicture = join(import.meta.dirname, '..', 'fixtures', 'cards', 'card.png')

let office: Office
let laptop: LaunchedApp
let visit: string

const open = (args: readonly string[] = microphone) =>
  launchApp({ profile: join(office.folder, 'profiles', 'voice'), language: 'zh-CN', args })

test.beforeAll(async () => {
  office = await openOffice()
  laptop = await open()
  const { window } = laptop
  await createVault(window, passphrase)
  await signIn(window, office.account('jia'))
  await recordVisit(window, {
    enterprise: '珠海市样例装备有限公司',
    isNew: true,
    theirPeople: ['样例戊 副总经理'],
    topics: '看了总装车间。',
  })
  const { rows } = await callIn(window, 'visits.list', {})
  visit = rows[0]?.id ?? ''
})
test.afterAll(async () => {
  await laptop.close()
  await office.close()
})

test('the microphone is heard only while a person records', async () => {
  const { window } = laptop
  const ask = () =>
    window.evaluate(() => {
      const page = globalThis as unknown as {
        navigator: { mediaDevices: { getUserMedia: (of: unknown) => Promise<unknown> } }
      }
      return page.navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'heard',
        (error: Error) => error.name,
      )
    })
  expect(await ask()).toBe('NotAllowedError')
})

test('a voice memo is recorded on the page of a visit, goes on over other pages, and is played from its waveform', async () => {
  const { window } = laptop
  await openPath(window, `/visits/${visit}`)
  await window.getByRole('button', { name: '录音', exact: true }).click()
  const strip = window.getByRole('region', { name: '正在进行的录音' })
  await expect(strip.getByText('正在录音')).toBeVisible()
  await openPath(window, '/enterprises')
  await expect(strip.getByRole('timer')).toHaveText('0:05', { timeout: 15_000 })
  await strip.getByRole('button', { name: '暂停' }).click()
  await expect(strip.getByText('已暂停')).toBeVisible()
  await strip.getByRole('button', { name: '继续' }).click()
  await strip.getByRole('button', { name: '结束并保存' }).click()
  await expect(window.getByText('录音已保存为附件')).toBeVisible()
  await expect(strip).toBeHidden()

  await openPath(window, `/visits/${visit}`)
  const [memo] = await callIn(window, 'attachments.list', { ownerTable: 'visits', ownerId: visit })
  expect(memo).toMatchObject({ kind: 'audio', mime: 'audio/webm', file: { here: true } })
  expect(memo?.durationMs).toBeGreaterThan(4500)
  await window.getByRole('button', { name: /录音 .*webm/ }).click()
  const player = window.getByRole('region', { name: '播放录音' })
  const slider = player.getByRole('slider')
  await expect(slider.locator('canvas').first()).toBeVisible()
  await expect(player.getByTestId('player-time')).toHaveText(/^0:00 \/ 0:0[4-9]$/)
  // A place in the waveform is the same place in the sound, though a recorder's file holds no index. The
  // place is half a second away from what would be shown otherwise, whatever the memo's exact length.
  const width = (await slider.boundingBox())?.width ?? 0
  await slider.click({ position: { x: (width * 3500) / (memo?.durationMs ?? 1), y: 40 } })
  await expect(player.getByTestId('player-time')).toHaveText(/^0:03/)
  await player.getByRole('button', { name: '播放' }).click()
  await expect(player.getByRole('button', { name: '暂停' })).toBeVisible()
  await player.getByText('2×').click()
  await expect(player.getByRole('button', { name: '播放' })).toBeVisible({ timeout: 15_000 })
  expect(await callIn(window, 'recordings.waveform', { id: memo?.id ?? '' })).not.toBeNull()
  await window.keyboard.press('Escape')
})

test('a crash in the middle of a recording loses five seconds at most; the rest is offered again', async () => {
  const { window } = laptop
  await openPath(window, `/visits/${visit}`)
  await window.getByRole('button', { name: '录音', exact: true }).click()
  const timer = window.getByRole('timer')
  await expect(timer).toHaveText('0:09', { timeout: 20_000 })
  const ended = new Promise((resolve) => laptop.app.process().once('exit', resolve))
  laptop.app.process().kill('SIGKILL')
  await ended
  await rm(join(office.folder, 'profiles', 'voice', 'SingletonLock'), { force: true })
  laptop = await open()
  await unlock(laptop.window, passphrase)
  const offered = laptop.window.getByRole('status').filter({ hasText: '没有保存完的录音' })
  await expect(offered).toContainText('珠海市样例装备有限公司')
  const [left] = await callIn(laptop.window, 'recordings.unfinished', {})
  expect(left?.durationMs).toBeGreaterThan(9000 - 5000)
  await offered.getByRole('button', { name: '找回录音' }).click()
  await expect(laptop.window.getByText('录音已找回，存为附件')).toBeVisible()
  await expect(offered).toBeHidden()
  const files = await callIn(laptop.window, 'attachments.list', { ownerTable: 'visits', ownerId: visit })
  const recovered = files.find(({ id }) => id === left?.id)
  expect(recovered).toMatchObject({ kind: 'audio', durationMs: left?.durationMs })
  await laptop.window
    .getByRole('button', { name: /录音 .*webm/ })
    .first()
    .click()
  const player = laptop.window.getByRole('region', { name: '播放录音' })
  await expect(player.getByRole('slider').locator('canvas').first()).toBeVisible()
  await player.getByRole('button', { name: '播放' }).click()
  await expect(player.getByTestId('player-time')).toHaveText(/^0:0[1-9]/)
  await laptop.window.keyboard.press('Escape')
})

test('without a microphone the button says so, and the next try works', async () => {
  const { window } = laptop
  await openPath(window, '/visits/new')
  await window.evaluate(() => {
    const { navigator } = globalThis as unknown as {
      navigator: { mediaDevices: { getUserMedia: () => Promise<never> } }
    }
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'))
  })
  await window.getByRole('button', { name: '录音', exact: true }).click()
  await expect(window.getByRole('alert').getByText('没有找到麦克风。')).toBeVisible()
  await expect(window.getByRole('button', { name: '录音', exact: true })).toBeEnabled()
  await window.getByRole('alert').getByRole('button', { name: '关闭' }).click()
  await window.reload()
})

test('a photo of a card becomes a contact: cut out, read on this laptop, looked over, and kept as its picture', async () => {
  const { window } = laptop
  await openPath(window, '/contacts')
  await window.getByRole('button', { name: '名片录入' }).click()
  await window.locator('input[type=file]').setInputFiles(cardPicture)
  const corner = window.getByRole('button', { name: '裁剪：右下角' })
  const before = await corner.boundingBox()
  await corner.press('ArrowUp')
  await corner.press('ArrowUp')
  expect((await corner.boundingBox())?.y).toBeLessThan(before?.y ?? 0)
  await window.getByRole('button', { name: '识别文字' }).click()
  await expect(window.getByLabel('姓名')).toHaveValue('样例庚', { timeout: 60_000 })
  await expect(window.getByLabel('职务')).toHaveValue('副总经理')
  await expect(window.getByLabel(/^电话/)).toHaveValue('13800138000；0756-8888123')
  await expect(window.getByLabel('邮箱')).toHaveValue('yangli.geng@example.com')
  // The visit of this story was to the same firm, under its name with the city's own ending.
  await window.getByRole('button', { name: '选用' }).first().click()
  await expect(window.getByLabel('企业', { exact: true })).toHaveValue('珠海市样例装备有限公司')
  await window.getByRole('button', { name: '保存联系人' }).click()
  await expect(window.getByText('已保存联系人 样例庚')).toBeVisible()
  const { rows } = await callIn(window, 'contacts.list', { text: '样例庚' })
  expect(rows).toMatchObject([
    { name: '样例庚', title: '副总经理', enterpriseName: '珠海市样例装备有限公司' },
  ])
  const owner = { ownerTable: 'contacts', ownerId: rows[0]?.id ?? '' }
  const [picture] = await callIn(window, 'attachments.list', owner)
  expect(picture).toMatchObject({ kind: 'card', name: '名片 样例庚.jpg', file: { here: true } })
})

test('what was typed beside a card and its photo are there again after the window was closed', async () => {
  await openPath(laptop.window, '/contacts/card')
  await laptop.window.locator('input[type=file]').setInputFiles(cardPicture)
  await laptop.window.getByLabel('姓名').fill('样例辛')
  await laptop.window.getByLabel('职务').fill('采购总监')
  await laptop.close()
  laptop = await open()
  const { window } = laptop
  await unlock(window, passphrase)
  await openPath(window, '/contacts/card')
  await expect(window.getByLabel('姓名')).toHaveValue('样例辛')
  await expect(window.getByLabel('职务')).toHaveValue('采购总监')
  await expect(window.getByRole('button', { name: '裁剪：右下角' })).toBeVisible()
  await window.getByRole('button', { name: '放弃草稿' }).click()
  await expect(window.getByRole('button', { name: '选择照片' })).toBeVisible()
  expect(await callIn(window, 'drafts.get', { key: 'card:new' })).toBe(null)
})

test('the card of somebody on file is joined, not doubled', async () => {
  const { window } = laptop
  await openPath(window, '/contacts/card')
  await window.locator('input[type=file]').setInputFiles(cardPicture)
  await window.getByLabel('姓名').fill('样例庚')
  await window.getByLabel(/^电话/).fill('138 0013 8000；13900139000')
  const found = window.getByRole('region', { name: '可能已有这位联系人' })
  await expect(found.getByText('电话相同')).toBeVisible()
  await found.getByRole('button', { name: '并入' }).click()
  await window.getByRole('button', { name: '并入并保存' }).click()
  await expect(window.getByText('已并入联系人 样例庚')).toBeVisible()
  const { rows } = await callIn(window, 'contacts.list', { text: '样例庚' })
  expect(rows.map(({ phones }) => phones)).toEqual([['13800138000', '0756-8888123', '13900139000']])
})
