import { buildApp } from '../../../scripts/build.ts'
import { unlock } from '../../../scripts/drive/first-start.ts'
import { goTo } from '../../../scripts/drive/navigate.ts'
import { launchApp } from '../../../scripts/electron-launch.ts'
import { framesOfPlainRows, framesWhileScrolling } from '../../support/frames.ts'

/**
 * Opens the built app on a profile: how long from the passphrase to the first list, how its lists scroll, and how long
 * a key in the search box takes to show hits. The app is built first: an older one would refuse the newer store.
 */
export async function measureWindow(profile: string, passphrase: string) {
  await buildApp()
  const launching = performance.now()
  const { window, close } = await launchApp({ profile, language: 'zh-CN' })
  try {
    const launchedMs = Math.round(performance.now() - launching)
    const unlocking = performance.now()
    await unlock(window, passphrase)
    await goTo(window, '企业')
    await window.locator('tr[aria-rowindex="2"]').waitFor({ timeout: 60_000 })
    const firstListMs = Math.round(performance.now() - unlocking)
    const lists: Record<string, unknown> = {}
    for (const place of ['企业', '联系人', '走访']) {
      await goTo(window, place)
      await window.locator('tr[aria-rowindex="2"]').waitFor()
      lists[`${place} plain boxes flung`] = await framesOfPlainRows(window, 3, 2000)
      lists[`${place} by hand`] = await framesWhileScrolling(window, 3, 40)
      lists[`${place} flung`] = await framesWhileScrolling(window, 3, 2000)
    }
    await window.keyboard.press('Control+k')
    const box = window.getByRole('combobox', { name: '搜索与命令' })
    await box.waitFor()
    const shown: number[] = []
    for (const typed of ['深', '深圳', 'szh', '138', '环评']) {
      await box.fill('')
      const start = performance.now()
      await box.fill(typed)
      await window.locator('.op-result mark').first().waitFor()
      shown.push(Math.round(performance.now() - start))
    }
    return { launchedMs, firstListMs, lists, hitsShownMs: shown }
  } finally {
    await close()
  }
}
