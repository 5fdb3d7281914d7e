import { expect, test } from '@playwright/test'
import { type LaunchedApp, launchApp } from '../support/electron-launch.ts'

test.describe('The app in real Electron', () => {
  let launched: LaunchedApp
  let profile: string

  test.beforeEach(async () => {
    profile = test.info().outputPath('资料 夹')
    launched = await launchApp({ profile })
  })

  test.afterEach(async () => {
    await launched.close()
  })

  test('opens one window with a page in it', async () => {
    await expect(launched.window.locator('#root')).not.toBeEmpty()
    expect(launched.app.windows()).toHaveLength(1)
  })

  test('keeps everything of the user in the folder it was given, spaces and Chinese characters included', async () => {
    const userData = await launched.app.evaluate(({ app }) => app.getPath('userData'))
    expect(userData).toBe(profile)
  })

  test('shows a page that cannot reach Node', async () => {
    const reachable = await launched.window.evaluate(() =>
      ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    )
    expect(reachable).toEqual([])
  })

  test('runs as the product, with its own name and version', async () => {
    const identity = await launched.app.evaluate(({ app }) => ({
      name: app.getName(),
      version: app.getVersion(),
      electron: Number.parseInt(process.versions.electron ?? '', 10),
    }))
    expect(identity.name).toBe('Outpost')
    expect(identity.version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(identity.electron).toBeGreaterThanOrEqual(33)
  })

  test('ends when the user closes it', async () => {
    const program = launched.app.process()
    await launched.close()
    expect(program.exitCode).toBe(0)
  })
})
