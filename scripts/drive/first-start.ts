import type { Page } from '@playwright/test'

export interface SignIn {
  readonly serverUrl: string
  readonly login: string
  readonly password: string
}

const quickly = { timeout: 20_000 } as const

/** First start: chooses a passphrase and notes the recovery code. @returns the code. */
export async function createVault(window: Page, passphrase: string): Promise<string> {
  await window.getByLabel('口令', { exact: false }).first().fill(passphrase, quickly)
  await window.getByLabel('再输入一次口令').fill(passphrase)
  await window.getByRole('button', { name: '设置口令' }).click()
  const code = window.getByLabel('恢复码', { exact: true })
  await code.waitFor(quickly)
  const text = (await code.textContent()) ?? ''
  await window.getByLabel('我已抄下恢复码').check()
  await window.getByRole('button', { name: '继续' }).click()
  return text.trim()
}

/** Opens the records of a device that was used before. */
export async function unlock(window: Page, passphrase: string): Promise<void> {
  await window.getByLabel('口令', { exact: true }).fill(passphrase, quickly)
  await window.getByRole('button', { name: '解锁' }).click()
  await window.getByRole('navigation', { name: '主导航' }).waitFor(quickly)
}

/** Signs in on a device that nobody used yet. */
export async function signIn(window: Page, { serverUrl, login, password }: SignIn): Promise<void> {
  await fillSignIn(window, { serverUrl, login, password })
  await window.getByRole('navigation', { name: '主导航' }).waitFor(quickly)
}

/** Fills in the sign-in form and sends it, whatever comes of it. */
export async function fillSignIn(window: Page, { serverUrl, login, password }: SignIn): Promise<void> {
  await window.getByLabel('服务器地址').fill(serverUrl, quickly)
  await window.getByLabel('账号').fill(login)
  await window.getByLabel('密码').fill(password)
  await window.getByRole('button', { name: '登录', exact: true }).click()
}
