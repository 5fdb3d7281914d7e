import { type RefObject, useRef } from 'react'

/**
 * Keeps the keyboard in its place when a card is settled and goes: on the card behind it, else before it, else on the
 * list. On the card and not on its first button, so that Enter pressed twice settles nothing that nobody has read.
 * @returns the card's ref and what is called once it is settled
 */
export function useNextCard(): readonly [RefObject<HTMLLIElement | null>, () => void] {
  const card = useRef<HTMLLIElement>(null)
  const toNext = () => {
    const { current } = card
    const place =
      current?.nextElementSibling ?? current?.previousElementSibling ?? current?.closest('[role=tabpanel]')
    if (place instanceof HTMLElement) place.focus({ preventScroll: true })
  }
  return [card, toNext]
}
