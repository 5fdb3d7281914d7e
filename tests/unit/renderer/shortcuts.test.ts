import { describe, expect, it } from 'vitest'
import { type KeyPress, matches } from '../../../renderer/lib/shortcuts.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('A keyboard shortcut', () => {
  it('is meant by exactly its keys', () => {
    expect(matches('mod+s', press('s', { ctrlKey: true }))).toBe(true)
    expect(matches('mod+s', press('s'))).toBe(false)
    expect(matches('mod+s', press('s', { ctrlKey: true, altKey: true }))).toBe(false)
    expect(matches('j', press('j', { ctrlKey: true }))).toBe(false)
  })
  it('is the command key on a Mac', () => {
    expect(matches('mod+k', press('k', { metaKey: true }))).toBe(true)
  })
  it('is meant by a letter with caps lock, but not with shift', () => {
    expect(matches('mod+n', press('N', { ctrlKey: true }))).toBe(true)
    expect(matches('mod+n', press('N', { ctrlKey: true, shiftKey: true }))).toBe(false)
  })
  it('may be a character that needs shift', () => {
    expect(matches('?', press('?', { shiftKey: true }))).toBe(true)
  })
})
