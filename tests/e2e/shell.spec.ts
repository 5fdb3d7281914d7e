import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import type { OutpostBridge } from '#shared/contract/window.ts'
import type { Laptop } from '../../scripts/drive/laptop.ts'
import { goTo, openPath } from '../../scripts/drive/navigate.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'

declare global {
  interface Window {
    readonly outpost: OutpostBridge
  }
}

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' })

let office: Office
let laptop: Laptop
test.beforeAll(async () => {
  office = await openOffice()
  laptop = await office.laptopOf('bing')
})
test.afterAll(() => office.close())

test('the window sees the few calls of the bridge and nothing of Electron', async () => {
  const seen = await laptop.window.evaluate(() => ({
    bridge: Object.keys(window.outpost).sort(),
    isolated: typeof (globalThis as Record<string, unknown>).ipcRenderer,
  }))
  expect(seen).toEqual({
    bridge: [
      'call',
      'chooseFolder',
      'chooseOpenFile',
      'chooseSaveFile',
      'getPreferences',
      'onEvent',
      'onFlush',
      'onMenu',
      'openAttachment',
      'setPreferences',
      'showFile',
      'useMicrophone',
      'versions',
    ],
    isolated: 'undefined',
  })
})

test('the page runs no foreign script, loads no foreign picture and reaches no network', async () => {
  const violations = await laptop.window.evaluate(async () => {
    const seen: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'globalThis.injected = true'
    document.body.append(script)
    const picture = new Image()
    picture.src = 'https://example.com/pixel.png'
    document.body.append(picture)
    await fetch('https://example.com/').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { seen, injected: 'injected' in globalThis }
  })
  expect(violations.injected).toBe(false)
  expect(violations.seen).toEqual(expect.arrayContaining(['script-src-elem', 'img-src', 'connect-src']))
})

test('the window cannot be led elsewhere and opens no other', async () => {
  const { window, app } = laptop
  const opened = await window.evaluate(() => {
    const other = globalThis.open('https://example.com/')
    location.href = 'https://example.com/'
    return other === null
  })
  await window.waitForTimeout(500)
  expect(opened).toBe(true)
  expect(window.url()).toMatch(/^app:\/\/bundle\//)
  expect(app.windows()).toHaveLength(1)
  // The test driver waits for the navigation that was refused; a new start frees it.
  await laptop.restart(passphrase)
})

test('a call that is not in the contract, or whose input is not, is refused and nothing breaks', async () => {
  const outcomes = await laptop.window.evaluate(async () => [
    await window.outpost.call('store.dropEverything', {}),
    await window.outpost.call('visits.get', { id: "1' or 1=1" }),
    await window.outpost.call('visits.save', null),
  ])
  expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code))).toEqual([
    'call/invalid',
    'call/invalid',
    'call/invalid',
  ])
})

test('the language and the look change at once and stay after a restart, as does the place', async () => {
  await goTo(laptop.window, '设置')
  await laptop.window.getByRole('radio', { name: 'English' }).check()
  await expect(laptop.window.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
  await laptop.window.getByRole('radio', { name: 'Dark' }).check()
  const background = () => laptop.window.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await background()
  await openPath(laptop.window, '/enterprises')
  await expect(laptop.window.getByText('Enterprises').first()).toBeVisible()
  await laptop.window.waitForTimeout(800)
  await laptop.reopen()
  await expect(laptop.window.getByRole('button', { name: 'Unlock' })).toBeVisible()
  expect(await laptop.window.evaluate(() => document.documentElement.lang)).toBe('en')
  expect(await background()).toBe(dark)
})

test('the window opens where and as large as it was', async () => {
  const place = { x: 40, y: 30, width: 1100, height: 700 }
  await laptop.app.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds)
  }, place)
  await laptop.window.waitForTimeout(800)
  await laptop.reopen()
  const bounds = await laptop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  )
  expect(bounds).toMatchObject({ width: place.width, height: place.height })
})

test('the data host that is killed is started again, and what it had saved is there', async () => {
  const status = () => laptop.window.evaluate(() => window.outpost.call('vault.status', {}))
  expect(await status()).toMatchObject({ ok: true })
  const killed = dataHostsOf(laptop.app.process().pid)
  expect(killed.length).toBeGreaterThan(0)
  for (const pid of killed) process.kill(pid, 'SIGKILL')
  await expect.poll(status).toMatchObject({ ok: true, value: { state: 'locked' } })
})

/** Processes below the app that run the data host. */
function dataHostsOf(app: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        return (
          Number(parent) === app && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('data-host.cjs')
        )
      } catch {
        return false
      }
    })
}
