import { describe, expect, it } from 'vitest'
import { isOurWindow } from '../../../electron/main/window/sender.ts'
import { openingBounds, WindowState } from '../../../electron/main/window/window-state.ts'

const laptop = { x: 0, y: 0, width: 1366, height: 728 }
const second = { x: 1366, y: 0, width: 1920, height: 1040 }
const stateAt = (x: number, y: number, width: number, height: number) =>
  WindowState.parse({ bounds: { x, y, width, height } })

describe('the window opens where a person finds it', () => {
  it.each([
    [
      'first start: centred, not larger than the display',
      WindowState.parse({}),
      [laptop],
      { x: 0, y: 0, width: 1366, height: 728 },
    ],
    ['where it was', stateAt(100, 50, 1200, 700), [laptop], { x: 100, y: 50, width: 1200, height: 700 }],
    [
      'on the second display when that is there',
      stateAt(1500, 40, 1600, 900),
      [laptop, second],
      { x: 1500, y: 40, width: 1600, height: 900 },
    ],
    [
      'at home when the second display is gone',
      stateAt(1500, 40, 1600, 900),
      [laptop],
      { x: 0, y: 0, width: 1366, height: 728 },
    ],
    [
      'catchable when its title bar would be above the display',
      stateAt(100, -300, 1200, 700),
      [laptop],
      { x: 0, y: 0, width: 1366, height: 728 },
    ],
    [
      'fitted when the display became smaller',
      stateAt(0, 0, 3000, 2000),
      [laptop],
      { x: 0, y: 0, width: 1366, height: 728 },
    ],
  ])('%s', (_, state, displays, expected) => {
    expect(openingBounds(state, displays)).toEqual(expected)
  })
})

describe('only our own window is listened to', () => {
  const window = { webContents: { id: 7 }, isDestroyed: () => false } as never
  const frame = (url: string, parent: unknown = null) => ({ url, parent }) as never

  it.each([
    ['the window itself', { sender: { id: 7 }, senderFrame: frame('app://bundle/#/visits') }, true],
    ['another window', { sender: { id: 8 }, senderFrame: frame('app://bundle/') }, false],
    ['a frame inside it', { sender: { id: 7 }, senderFrame: frame('app://bundle/', {}) }, false],
    ['a foreign page', { sender: { id: 7 }, senderFrame: frame('https://example.com/') }, false],
    ['a frame that is gone', { sender: { id: 7 }, senderFrame: null }, false],
  ])('%s', (_, event, heard) => {
    expect(isOurWindow(event, window)).toBe(heard)
  })
})
