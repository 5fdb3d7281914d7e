import { z } from 'zod'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const WindowState = z.object({
  bounds: z
    .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
    .nullable()
    .default(null),
  maximised: z.boolean().default(false),
})
export type WindowState = z.infer<typeof WindowState>

export const leastSize = { width: 1024, height: 640 } as const
const usualSize = { width: 1366, height: 768 } as const
/** So much of a window must lie on a display for a person to catch it. */
const leastVisible = 100

/**
 * Where a window opens: where it was, unless that place is on no display any more; never larger than its display.
 * @param displays work areas of the present displays, the primary one first
 */
export function openingBounds(state: WindowState, displays: readonly Rectangle[]): Rectangle {
  const [primary] = displays
  const before = state.bounds
  const home = before && displays.find((display) => reaches(before, display))
  if (before && home) return fitInto(before, home)
  const area = primary ?? { x: 0, y: 0, ...usualSize }
  const width = Math.min(usualSize.width, area.width)
  const height = Math.min(usualSize.height, area.height)
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}

function reaches(window: Rectangle, display: Rectangle): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  const down = Math.min(window.y + window.height, display.y + display.height) - Math.max(window.y, display.y)
  return across >= leastVisible && down >= leastVisible && window.y >= display.y - 1
}

function fitInto(window: Rectangle, display: Rectangle): Rectangle {
  const width = Math.min(Math.max(window.width, leastSize.width), display.width)
  const height = Math.min(Math.max(window.height, leastSize.height), display.height)
  return { x: window.x, y: window.y, width, height }
}
