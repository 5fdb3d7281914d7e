/**
 * Lets the field that has the focus take over what was typed in it, as leaving it would, and gives the focus back.
 * Dates, times and chips are taken over only then, and a save by keyboard must not miss them.
 */
export async function finishTyping(): Promise<void> {
  const field = document.activeElement
  if (!(field instanceof HTMLElement) || field === document.body) return
  field.blur()
  // Pickers hand their value on after the next frame.
  await nextFrame()
  await nextFrame()
  if (document.activeElement === document.body) field.focus({ preventScroll: true })
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
