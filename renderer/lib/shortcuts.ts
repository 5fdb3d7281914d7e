import { useEffect, useRef } from 'react'
import { isComposing } from './composition.ts'

/** What a key press is compared with: `mod+s` is Ctrl+S, on a Mac Command+S. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

interface Entry {
  readonly combination: string
  readonly inFields: boolean
  readonly run: () => void
}

const entries: Entry[] = []

/** True when the press is exactly the combination: `mod+k`, `alt+ArrowLeft`, `j`, `?`. */
export function matches(combination: string, press: KeyPress): boolean {
  const parts = combination.split('+')
  const key = parts.at(-1) ?? ''
  const wanted = new Set(parts.slice(0, -1))
  if (wanted.has('mod') !== (press.ctrlKey || press.metaKey)) return false
  if (wanted.has('alt') !== press.altKey) return false
  // Shift is part of a character such as `?`; it is only compared where it was named or a letter is meant.
  if (wanted.has('shift') !== press.shiftKey && (wanted.has('shift') || key.length > 1 || /[a-z]/.test(key)))
    return false
  return press.key.toLowerCase() === key.toLowerCase()
}

function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select'))
  )
}

/** A dialog has the keyboard to itself: Esc closes it and nothing behind it. */
function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"]') !== null
}

/** What Esc closes before it leaves a panel: an open list of suggestions, options or days. */
const openPopup =
  '[role="combobox"][aria-expanded="true"], .ant-picker-dropdown:not(.ant-picker-dropdown-hidden)'

/** Runs the shortcut that was registered last for the combination. False when there is none. */
export function runShortcut(combination: string): boolean {
  if (isComposing() || inDialog(document.activeElement)) return false
  const entry = entries.findLast((each) => each.combination === combination)
  entry?.run()
  return entry !== undefined
}

/** Starts to listen to the keyboard. Called once. */
export function watchShortcuts(target: Window): void {
  let popupWasOpen = false
  // Asked before the popup itself hears the key, for then it is closed already.
  target.addEventListener(
    'keydown',
    (event) => {
      popupWasOpen = event.key === 'Escape' && document.querySelector(openPopup) !== null
    },
    true,
  )
  target.addEventListener('keydown', (event) => {
    // 229: the key belongs to the input method.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || isComposing()) return
    if (popupWasOpen || inDialog(event.target)) return
    const typing = inField(event.target)
    const entry = entries.findLast((each) => matches(each.combination, event) && (each.inFields || !typing))
    if (!entry) return
    event.preventDefault()
    entry.run()
  })
}

/**
 * Binds a key combination while the component is shown; the component that came last wins. Combinations with
 * Ctrl or Alt also act inside fields, single letters only outside. Nothing acts while an input method composes.
 */
export function useShortcut(combination: string, run: () => void, enabled = true, inFields?: boolean): void {
  const latest = useRef(run)
  latest.current = run
  const acts = inFields ?? /mod\+|alt\+|^F\d/.test(combination)
  useEffect(() => {
    if (!enabled) return
    const entry: Entry = { combination, inFields: acts, run: () => latest.current() }
    entries.push(entry)
    return () => {
      entries.splice(entries.indexOf(entry), 1)
    }
  }, [combination, enabled, acts])
}
