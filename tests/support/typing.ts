import type { Page } from '@playwright/test'

export interface TypingFigures {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly longestMs: number
}

/** Types keys into what has the focus, and notes how long after each the window had painted. */
export async function keysToPaint(
  window: Page,
  keys: readonly string[],
  pauseMs = 40,
): Promise<TypingFigures> {
  await window.evaluate(() => {
    const times: number[] = []
    const listener = ({ timeStamp }: Event) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => times.push(performance.now() - timeStamp)
        port2.postMessage(null)
      })
    document.addEventListener('keydown', listener, true)
    Object.assign(window, {
      typedTimes: times,
      stopTiming: () => document.removeEventListener('keydown', listener, true),
    })
  })
  for (const key of keys) {
    await window.keyboard.press(key)
    await window.waitForTimeout(pauseMs)
  }
  const times = await window.evaluate(() => {
    const kept = window as unknown as { typedTimes: number[]; stopTiming: () => void }
    kept.stopTiming()
    return kept.typedTimes
  })
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  return { p50Ms: at(0.5), p95Ms: at(0.95), longestMs: at(1) }
}

/** The same in a field that does nothing, laid over the window: what the machine can do at this moment. */
export async function keysToPaintInPlainField(window: Page, keys: readonly string[]): Promise<TypingFigures> {
  await window.evaluate(() => {
    const field = document.body.appendChild(document.createElement('input'))
    field.id = 'plain-field'
    field.focus()
  })
  const figures = await keysToPaint(window, keys)
  await window.evaluate(() => document.getElementById('plain-field')?.remove())
  return figures
}
