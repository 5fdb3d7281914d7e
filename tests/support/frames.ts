import type { Page } from '@playwright/test'

export interface FrameFigures {
  readonly frames: number
  readonly perSecond: number
  readonly p95Ms: number
  readonly longestMs: number
  /** Part of the frames that took longer than 1/60 s and a half of that. */
  readonly late: number
}

/** Scrolls the table of the screen for some seconds and notes when each frame came. */
export async function framesWhileScrolling(
  window: Page,
  seconds: number,
  speed: number,
): Promise<FrameFigures> {
  const times = await window.evaluate(
    ([duration, pixels]) =>
      new Promise<number[]>((resolve) => {
        const table = document.querySelector('.op-table')
        if (!table) throw new Error('no table on the screen')
        const at: number[] = []
        const start = performance.now()
        const step = (now: number) => {
          at.push(now)
          table.scrollTop += pixels ?? 0
          if (now - start < (duration ?? 0) * 1000) requestAnimationFrame(step)
          else resolve(at)
        }
        requestAnimationFrame(step)
      }),
    [seconds, speed],
  )
  return figuresOf(times)
}

/**
 * The same scrolling over rows that are empty boxes: what this machine can do at this moment. A list is judged by how
 * near it comes to that.
 */
export async function framesOfPlainRows(window: Page, seconds: number, speed: number): Promise<FrameFigures> {
  const times = await window.evaluate(
    ([duration, pixels]) =>
      new Promise<number[]>((resolve) => {
        const place = document.querySelector('.op-table')?.getBoundingClientRect()
        if (!place) throw new Error('no table on the screen')
        const box = document.createElement('div')
        const { left, top, width, height } = place
        box.style.cssText = `position: fixed; z-index: 9; overflow: auto; background: #fff;
          left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`
        const all = box.appendChild(document.createElement('div'))
        all.style.cssText = 'position: relative; height: 3600000px'
        const rows = Array.from({ length: Math.ceil(height / 36) + 1 }, () => {
          const row = all.appendChild(document.createElement('div'))
          row.style.cssText =
            'position: absolute; inset: 0 0 auto; height: 36px; border-bottom: 1px solid #ddd'
          return row
        })
        box.addEventListener('scroll', () => {
          const first = Math.floor(box.scrollTop / 36)
          for (const [at, row] of rows.entries()) row.style.transform = `translateY(${(first + at) * 36}px)`
        })
        document.body.append(box)
        const at: number[] = []
        const start = performance.now()
        const step = (now: number) => {
          at.push(now)
          box.scrollTop += pixels ?? 0
          if (now - start < (duration ?? 0) * 1000) return requestAnimationFrame(step)
          box.remove()
          resolve(at)
        }
        requestAnimationFrame(step)
      }),
    [seconds, speed],
  )
  return figuresOf(times)
}

function figuresOf(times: readonly number[]): FrameFigures {
  const between = times.slice(1).map((time, index) => time - (times[index] ?? time))
  const sorted = [...between].sort((a, b) => a - b)
  const took = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const round = (value: number) => Math.round(value * 10) / 10
  return {
    frames: times.length,
    perSecond: round(((times.length - 1) / took) * 1000),
    p95Ms: round(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
    longestMs: round(sorted.at(-1) ?? 0),
    late: round(between.filter((each) => each > 25).length / Math.max(1, between.length)),
  }
}
