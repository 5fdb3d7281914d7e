let composing = false
const waiting = new Set<() => void>()

/** Starts to watch the input method. Called once, before anything is shown. */
export function watchComposition(target: EventTarget): void {
  target.addEventListener(
    'compositionstart',
    () => {
      composing = true
    },
    true,
  )
  const end = () => {
    if (!composing) return
    composing = false
    const run = [...waiting]
    waiting.clear()
    // The input event that carries the composed text comes after compositionend.
    setTimeout(() => {
      for (const each of run) each()
    })
  }
  target.addEventListener('compositionend', end, true)
  // A field that disappears while composing sends no compositionend.
  target.addEventListener('focusout', end, true)
  // Neither does the page itself when it ends a composition (a selection set by script, an opening animation that comes
  // to its end): the next key or input says that nothing is composed any more.
  const endIfOver = (event: Event) => {
    if ('isComposing' in event && !event.isComposing && !('keyCode' in event && event.keyCode === 229)) end()
  }
  for (const name of ['keydown', 'input']) target.addEventListener(name, endIfOver, true)
}

/** True while an input method composes, so that what is typed is not yet text. */
export const isComposing = (): boolean => composing

/** Runs now, or as soon as the input method is done. The same function waits only once. */
export function whenComposed(run: () => void): void {
  if (composing) waiting.add(run)
  else run()
}
