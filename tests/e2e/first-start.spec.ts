import { createServer } from 'node:http'
import { expect, test } from '@playwright/test'
import { createVault, fillSignIn, unlock } from '../../scripts/drive/first-start.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { launchApp } from '../support/electron-launch.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

let office: Office
test.beforeAll(async () => {
  office = await openOffice()
})
test.afterAll(() => office.close())

test.describe('The first start', () => {
  let laptop: Laptop
  let recoveryCode: string
  test.beforeAll(async () => {
    laptop = await office.open('first')
  })

  test('refuses a passphrase that anybody would try first', async () => {
    const { window } = laptop
    await window.getByLabel('口令', { exact: false }).first().fill('12345678')
    await window.getByLabel('再输入一次口令').fill('12345678')
    await window.getByRole('button', { name: '设置口令' }).click()
    await expect(window.getByRole('alert').first()).toBeVisible()
    await expect(window.getByLabel('再输入一次口令')).toBeVisible()
  })

  test('shows a recovery code once', async () => {
    recoveryCode = await createVault(laptop.window, passphrase)
    expect(recoveryCode).toMatch(/^([0-9A-Z]{4}-)+[0-9A-Z]+$/)
    await expect(laptop.window.getByText(recoveryCode)).toHaveCount(0)
  })

  test('says so when the address answers with a web page instead of a server', async () => {
    const portal = createServer((_, response) => response.end('<html><body>请先登录酒店网络</body></html>'))
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve))
    const address = portal.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await fillSignIn(laptop.window, { ...office.account('jia'), serverUrl: `http://127.0.0.1:${port}` })
    await expect(laptop.window.getByRole('alert').first()).toContainText('不是前哨服务器')
    await new Promise((resolve) => portal.close(resolve))
  })

  test('says so when the password is wrong, the server is not there, or its address is not safe', async () => {
    const alert = laptop.window.getByRole('alert').first()
    await fillSignIn(laptop.window, { ...office.account('jia'), password: 'no such password' })
    await expect(alert).toContainText('账号或密码')
    await fillSignIn(laptop.window, { ...office.account('jia'), serverUrl: 'http://127.0.0.1:9' })
    await expect(alert).toContainText('连接不上服务器')
    await fillSignIn(laptop.window, { ...office.account('jia'), serverUrl: 'http://outpost.example.gov.cn' })
    await expect(alert).toContainText('https')
  })

  test('leads into the app with the right login', async () => {
    await fillSignIn(laptop.window, office.account('jia'))
    await expect(laptop.window.getByRole('navigation', { name: '主导航' })).toBeVisible()
    await expect(laptop.window.getByText('样例甲').first()).toBeVisible()
  })

  test('asks for the passphrase after a restart, refuses a wrong one and opens with the right one', async () => {
    await laptop.reopen()
    await laptop.window.getByLabel('口令', { exact: true }).fill('not the passphrase')
    await laptop.window.getByRole('button', { name: '解锁' }).click()
    await expect(laptop.window.getByRole('alert').first()).toContainText('口令不对')
    await unlock(laptop.window, passphrase)
  })

  test('gives the records back for the recovery code and a new passphrase', async () => {
    await laptop.reopen()
    const { window } = laptop
    await window.getByRole('button', { name: /恢复码/ }).click()
    await window.getByLabel('恢复码', { exact: true }).fill(recoveryCode.toLowerCase())
    await window.getByLabel('新口令', { exact: true }).fill('一个新的口令 很长')
    await window.getByLabel('再输入一次新口令').fill('一个新的口令 很长')
    await window.getByRole('button', { name: '设置新口令' }).click()
    await expect(window.getByLabel('恢复码', { exact: true })).not.toHaveText(recoveryCode)
    await window.getByLabel('我已抄下恢复码').check()
    await window.getByRole('button', { name: '继续' }).click()
    await expect(window.getByText('样例甲').first()).toBeVisible()
  })
})

test('a second start on the same profile shows the first window instead of opening the records twice', async () => {
  const first = await office.open('twice')
  const second = await launchApp({ profile: first.profile, language: 'zh-CN' }).then(
    async (launched) => {
      await launched.close()
      return 'opened'
    },
    () => 'refused',
  )
  expect(second).toBe('refused')
  await expect(first.window.getByRole('button', { name: '设置口令' })).toBeVisible()
})
