import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { chooseOpenPath } from '../../scripts/drive/files.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { openPath } from '../../scripts/drive/navigate.ts'
import { recordVisit } from '../../scripts/drive/visits.ts'
import { callIn } from '../support/call-in.ts'
import { withCamera } from '../support/camera-jpeg.ts'
import { type Office, openOffice } from '../support/office.ts'

test.describe.configure({ mode: 'serial', timeout: 120_000 })

let office: Office
let jia: Laptop
let ding: Laptop
let visit: string

test.beforeAll(async () => {
  office = await openOffice()
  jia = await office.laptopOf('jia')
  ding = await office.laptopOf('ding')
  await recordVisit(jia.window, {
    enterprise: '珠海市样例装备有限公司',
    isNew: true,
    theirPeople: ['样例戊 副总经理'],
    topics: '实地看了总装车间，双方就二期厂房的用地和供电交换了意见。',
  })
  const { rows } = await callIn(jia.window, 'visits.list', {})
  visit = rows[0]?.id ?? ''
})
test.afterAll(() => office.close())

test('photos that are dropped and pasted are seen at once, go up by themselves, and a colleague sees them', async () => {
  const { window } = jia
  await openPath(window, `/visits/${visit}`)
  const section = window.getByRole('region', { name: '附件' })
  await section.waitFor()
  await give(window, 'drop', '车间.jpg', 'image/jpeg')
  // Asked once, before the first photo.
  await window.getByRole('button', { name: '保留时间和地点' }).click()
  await expect(section.getByRole('button', { name: /车间\.jpg/ })).toBeVisible()
  await give(window, 'paste', 'image.png', 'image/png')
  await expect(section.getByRole('button', { name: /粘贴的图片/ })).toBeVisible()
  await expect(section.getByText('已安全')).toHaveCount(2, { timeout: 60_000 })

  await callIn(ding.window, 'sync.now', {})
  await openPath(ding.window, `/visits/${visit}`)
  const theirs = ding.window.getByRole('region', { name: '附件' })
  await expect(theirs.getByText('未下载')).toHaveCount(2)
  await theirs.getByRole('button', { name: /车间\.jpg/ }).click()
  const dialog = ding.window.getByRole('dialog')
  await dialog.getByRole('button', { name: '下载' }).click()
  const picture = dialog.getByRole('img', { name: '车间.jpg' })
  await expect(dialog.getByText('已安全')).toBeVisible({ timeout: 30_000 })
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1600)
  await ding.window.keyboard.press('ArrowRight')
  await ding.window.keyboard.press('ArrowLeft')
  await ding.window.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('a program in the clothes of a photo, an empty file and a good one: the good one is added, the others say why', async () => {
  const { window } = jia
  await openPath(window, `/visits/${visit}`)
  const section = window.getByRole('region', { name: '附件' })
  const folder = join(office.folder, '选中的文件')
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, '现场.jpg'),
    Buffer.concat([Buffer.from('MZ\u0090\0', 'latin1'), Buffer.alloc(500)]),
  )
  await writeFile(join(folder, '空的.pdf'), '')
  await writeFile(join(folder, '名单.txt'), '样例甲，样例乙')
  const names = ['现场.jpg', '空的.pdf', '名单.txt']
  await section.locator('input[type=file]').setInputFiles(names.map((name) => join(folder, name)))
  await expect(section.getByText('这是一个程序文件，不能作为附件。')).toBeVisible()
  await expect(section.getByText('这个文件是空的（0 字节）。')).toBeVisible()
  await expect(section.getByRole('button', { name: /名单\.txt/ })).toBeVisible()
  const notices = section.getByRole('alert').getByRole('button', { name: '关闭' })
  await notices.first().click()
  await notices.first().click()
  await expect(section.getByRole('alert')).toHaveCount(0)
})

test('photos are picked from the folder of a camera, and known the next time', async () => {
  const { window, app } = jia
  const folder = join(office.folder, 'DCIM')
  await mkdir(join(folder, '100'), { recursive: true })
  const jpeg = Buffer.from(await picture(window, 800, 600, 'image/jpeg'), 'base64')
  for (const number of [1, 2, 3]) await writeFile(join(folder, '100', `IMG_000${number}.JPG`), jpeg)
  await chooseOpenPath(app, folder)
  await window.getByRole('button', { name: '从相机文件夹选取' }).click()
  const dialog = window.getByRole('dialog')
  await dialog.getByRole('button', { name: '选择文件夹' }).click()
  await dialog.getByRole('checkbox', { name: 'IMG_0002.JPG' }).check()
  await expect(dialog.getByRole('listitem').first().locator('img')).toBeVisible()
  await dialog.getByRole('button', { name: '添加 1 张' }).click()
  const section = window.getByRole('region', { name: '附件' })
  await expect(section.getByRole('button', { name: /IMG_0002\.JPG/ })).toBeVisible()
  await expect(window.getByText('已添加 1 张照片')).toBeVisible()
  await window.getByRole('button', { name: '从相机文件夹选取' }).click()
  await expect(dialog.getByText('已添加过')).toHaveCount(1)
  await window.keyboard.press('Escape')
})

test('place and time of a photo are kept where the person agreed, and taken out by one click', async () => {
  const { window } = jia
  const section = window.getByRole('region', { name: '附件' })
  const drawn = Buffer.from(await picture(window, 640, 480, 'image/jpeg'), 'base64')
  const path = join(office.folder, '合影.jpg')
  await writeFile(path, withCamera(drawn, { lat: 22.27, lng: 113.57, taken: '2026:11:20 09:30:00' }))
  await section.locator('input[type=file]').setInputFiles(path)
  await section.getByRole('button', { name: /合影\.jpg/ }).click()
  const dialog = window.getByRole('dialog')
  await expect(dialog.getByText('22.2700, 113.5700')).toBeVisible()
  await expect(dialog.getByText(/11月20日.*09:30/)).toBeVisible()
  await dialog.getByRole('button', { name: '去除位置信息' }).click()
  await expect(window.getByText('已去除 合影.jpg 的位置和拍摄信息')).toBeVisible()
  const [clean] = await callIn(window, 'attachments.list', { ownerTable: 'visits', ownerId: visit })
  expect(clean).toMatchObject({ name: '合影.jpg', coordinates: null, takenAt: null })
  const read = await window.evaluate(async (id) => {
    const page = globalThis as unknown as {
      outpost: { call: (name: string, input: unknown) => Promise<{ value: { bytes: Uint8Array } }> }
    }
    const { value } = await page.outpost.call('attachments.read', { id, start: 0, end: 200_000 })
    return new TextDecoder('latin1').decode(value.bytes)
  }, clean?.id ?? '')
  expect(read).toContain('JFIF')
  expect(read).not.toContain('Exif')
})

test('a deleted attachment comes back by one click, and a name can be changed', async () => {
  const { window } = jia
  const section = window.getByRole('region', { name: '附件' })
  await section.getByRole('button', { name: /名单\.txt/ }).click()
  const dialog = window.getByRole('dialog')
  await dialog.getByLabel('名称').fill('参会名单.txt')
  await dialog.getByLabel('说明').click()
  await expect(section.getByText('参会名单.txt')).toBeVisible()
  await dialog.getByRole('button', { name: '删除附件' }).click()
  await expect(section.getByText('参会名单.txt')).toBeHidden()
  await window.getByRole('button', { name: '撤销' }).click()
  await expect(section.getByText('参会名单.txt')).toBeVisible()
})

test('a recording is heard from any place of it, and an address of nothing shows nothing', async () => {
  const { window } = jia
  const section = window.getByRole('region', { name: '附件' })
  // Ten seconds of silence.
  const sound = Buffer.alloc(44 + 80_000, 128)
  sound.write('RIFF', 0)
  sound.writeUInt32LE(sound.length - 8, 4)
  sound.write('WAVEfmt ', 8)
  for (const [value, at] of [
    [16, 16],
    [8000, 24],
    [8000, 28],
    [80_000, 40],
  ] as const)
    sound.writeUInt32LE(value, at)
  for (const [value, at] of [
    [1, 20],
    [1, 22],
    [1, 32],
    [8, 34],
  ] as const)
    sound.writeUInt16LE(value, at)
  sound.write('data', 36)
  const path = join(office.folder, '录音.wav')
  await writeFile(path, sound)
  await section.locator('input[type=file]').setInputFiles(path)
  await section.getByRole('button', { name: /录音\.wav/ }).click()
  const player = window.getByRole('region', { name: '播放录音' })
  const time = player.getByTestId('player-time')
  await expect(time).toHaveText('0:00 / 0:10')
  await player.getByRole('slider').focus()
  await window.keyboard.press('ArrowRight')
  await expect(time).toHaveText('0:05 / 0:10')
  await player.getByRole('button', { name: '播放' }).click()
  await expect(time).toHaveText(/^0:0[6-9] \/ 0:10$/)
  await window.keyboard.press('Escape')
  const shown = await window.evaluate(
    async (addresses) => {
      const results = await Promise.all(
        addresses.map(
          (address) =>
            new Promise((done) => {
              const image = new Image()
              image.onload = () => done(true)
              image.onerror = () => done(false)
              image.src = address
            }),
        ),
      )
      return results
    },
    [`outpost-file://attachment/${crypto.randomUUID()}`, 'outpost-file://attachment/..%2fkeyring.json'],
  )
  expect(shown).toEqual([false, false])
})

test('another program gets a copy only when it is asked for, and the copy goes with the app', async () => {
  const { window, app } = jia
  await app.evaluate(({ shell }) => {
    shell.openPath = async () => ''
  })
  const section = window.getByRole('region', { name: '附件' })
  await section.getByRole('button', { name: /参会名单/ }).click()
  await window.getByRole('dialog').getByRole('button', { name: '用其他程序打开' }).click()
  const opened = join(jia.profile, 'opened')
  await expect.poll(async () => (await readdir(opened, { recursive: true }).catch(() => [])).length).toBe(2)
  await jia.reopen()
  expect(await readdir(opened).catch(() => 'gone')).toBe('gone')
  expect(await holds(jia.profile, '样例甲，样例乙')).toEqual([])
})

/** Hands a picture to the page as a drop or a paste does. */
async function give(window: Page, how: 'drop' | 'paste', name: string, type: string): Promise<void> {
  const content = await picture(window, 1600, 1200, type)
  await window.evaluate(
    ({ how, name, type, content }) => {
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], name, { type }))
      const place = document.querySelector('section[aria-label="附件"]')
      if (how === 'drop')
        place?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
      else
        globalThis.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        )
    },
    { how, name, type, content },
  )
}

/** A drawn picture in base64. */
async function picture(window: Page, width: number, height: number, type: string): Promise<string> {
  return window.evaluate(
    async ({ width, height, type }) => {
      const canvas = new OffscreenCanvas(width, height)
      const context = canvas.getContext('2d')
      if (!context) throw new Error('no canvas')
      const sky = context.createLinearGradient(0, 0, width, height)
      sky.addColorStop(0, '#3b6ea5')
      sky.addColorStop(1, '#e8d9b0')
      context.fillStyle = sky
      context.fillRect(0, 0, width, height)
      context.fillStyle = '#59636e'
      for (let at = 0; at < 9; at += 1)
        context.fillRect((at * width) / 9, height * (0.55 - (at % 3) * 0.08), width / 12, height)
      const blob = await canvas.convertToBlob({ type })
      const bytes = new Uint8Array(await blob.arrayBuffer())
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    },
    { width, height, type },
  )
}

/** Files of a profile in which a text can be read. */
async function holds(folder: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const content = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0))
    if (content.includes(Buffer.from(text))) found.push(entry.name)
  }
  return found
}
