import { expect, type Page, test } from '@playwright/test'
import { profileOf } from '../../scripts/drive/laptop.ts'
import { openPath } from '../../scripts/drive/navigate.ts'
import { untilUploaded } from '../../scripts/drive/sync.ts'
import { callIn } from '../support/call-in.ts'
import { type Office, openOffice } from '../support/office.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'

test.describe.configure({ timeout: 120_000 })

let office: Office
let disk: SmallDisk | { readonly refused: string }

test.beforeAll(async () => {
  office = await openOffice()
  // Too small for the room that the store keeps in reserve: not even a draft can be kept.
  disk = smallDisk(profileOf('jia', office.folder), 200)
})
test.afterAll(async () => {
  if ('makeRoom' in disk) {
    disk.makeRoom()
    disk.remove()
  }
  await office.close()
})

const talk = '双方就年产十万吨锂电池负极材料项目选址、用电保障和人才公寓进行了充分洽谈。'.repeat(40)

test('on a full disk what was typed stays, the window says what is safe and what to do, and saving goes on once there is room', async () => {
  if ('refused' in disk) {
    // The reason is stated and must be a true one; below the window a full disk is tried everywhere.
    expect(disk.refused).toMatch(/ENOENT|permission|permitted|superuser|root/i)
    return
  }
  const laptop = await office.laptopOf('jia')
  const { window } = laptop
  const before = crypto.randomUUID()
  await callIn(window, 'enterprises.save', { id: before, name: '磁盘满之前的样例公司' })
  await laptop.syncUntilDone()

  await openPath(window, '/enterprises/new')
  await window.getByLabel('企业全称').fill('磁盘满时填写的样例公司')
  disk.fill()
  await untilRefused(window)
  await window.getByLabel('备注').fill(talk)
  await expect(window.getByText('草稿没有保存下来，请不要关闭窗口')).toBeVisible()
  await window.keyboard.press('Control+s')
  const failure = window.getByRole('alert').filter({ hasText: '磁盘已满，无法保存' })
  await expect(failure).toBeInViewport()
  await expect(failure).toContainText('之前的记录都在；刚填写的内容仍在页面上')
  await expect(failure).toContainText('请清理磁盘空间后再保存')
  await expect(failure).toContainText('store/disk-full')
  await expect(window.getByLabel('备注')).toHaveValue(talk)

  expect(await callIn(window, 'sync.now', {})).toMatchObject({ phase: 'stopped', problem: 'store/disk-full' })
  const strip = window.getByRole('status').filter({ hasText: '本机磁盘已满' })
  await expect(strip).toContainText('同步已暂停。已保存的记录都完好。请清理磁盘空间')
  await expect(window.getByRole('button', { name: /^同步状态：磁盘已满，同步暂停/ })).toBeVisible()
  expect(await callIn(window, 'enterprises.get', { id: before })).not.toBeNull()

  disk.makeRoom()
  await window.keyboard.press('Control+s')
  await expect(window.getByRole('heading', { name: '磁盘满时填写的样例公司' })).toBeVisible()
  await expect(window.getByText(talk.slice(0, 60)).first()).toBeVisible()
  // Nobody asks for it: sync goes on by itself.
  await expect(strip).toBeHidden({ timeout: 30_000 })
  await untilUploaded(window)
})

/** Saves records until the store cannot take another one of the size. */
async function untilRefused(window: Page): Promise<void> {
  for (let n = 0; n < 2000; n += 1) {
    const record = { id: crypto.randomUUID(), name: `样例公司${n}`, remarks: talk.slice(0, 1000) }
    const code = await callIn(window, 'enterprises.save', record).then(
      () => null,
      (error: Error) => error.message,
    )
    if (code?.includes('store/disk-full')) return
    if (code) throw new Error(code)
  }
  throw new Error('the disk never became full')
}
