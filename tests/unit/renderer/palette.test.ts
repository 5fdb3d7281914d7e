import { describe, expect, it } from 'vitest'
import { palettes, type ThemeName } from '../../../renderer/app/palette.ts'

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const pairs: readonly (readonly [text: string, ground: string])[] = [
  ...['page', 'panel', 'raised', 'hover', 'chosen'].flatMap((ground): [string, string][] => [
    ['text', ground],
    ['meta', ground],
  ]),
  ['primary', 'panel'],
  ['primary', 'page'],
  ['primary-strong', 'chosen'],
  ['on-primary', 'primary'],
  ['late', 'panel'],
  ['late', 'late-soft'],
  ['warn', 'panel'],
  ['warn', 'warn-soft'],
  ['good', 'panel'],
]

describe.each(Object.keys(palettes) as ThemeName[])('In the %s theme', (theme) => {
  it.each(pairs)('%s can be read on %s', (text, ground) => {
    const colours: Readonly<Record<string, string>> = palettes[theme]
    expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5)
  })
})
