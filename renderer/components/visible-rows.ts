import { type RefObject, useCallback, useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** Height of a row and of the heading above the rows, in pixels; the style sheet says the same. */
export const rowHeight = 36

/** Rows drawn beyond both edges; while they fly past, only what is seen. */
const beyond = 10
/**
 * Two moves in succession by more than the first part of the window's height are a flight, and one by more than the
 * second: a slow machine has long frames and must not be slowed down more by drawing whole rows in each.
 */
const leap = 0.4
const farLeap = 2
/** Leaps that come one after the other within so long. */
const successionMs = 400
/** So long after the last leap the rows are drawn whole. */
const calmMs = 120

export interface VisibleRows {
  readonly first: number
  readonly last: number
  /** The rows go by too fast to be read. */
  readonly fast: boolean
}

/** The rows of a table that are in sight, where all are of one height: nothing is measured while it scrolls. */
export function useVisibleRows(frame: RefObject<HTMLElement | null>, total: number) {
  const [view, setView] = useState<VisibleRows>({ first: 0, last: 30, fast: false })

  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    let height = element.clientHeight
    let before = element.scrollTop
    let lastLeap = Number.NEGATIVE_INFINITY
    let calm: ReturnType<typeof setTimeout> | undefined
    const look = (fast: boolean) => {
      const margin = fast ? 0 : beyond
      // By two rows, so that slow scrolling draws every other row's time only.
      const first = Math.max(0, Math.floor((before / rowHeight - margin) / 2) * 2)
      const last = Math.ceil((before + height - rowHeight) / rowHeight / 2) * 2 + margin
      setView((shown) =>
        shown.first === first && shown.last === last && shown.fast === fast ? shown : { first, last, fast },
      )
    }
    const onScroll = () => {
      const top = element.scrollTop
      const now = performance.now()
      const moved = Math.abs(top - before) / height
      const isLeap = moved > leap
      const fast = moved > farLeap || now - lastLeap < (isLeap ? successionMs : calmMs)
      before = top
      if (isLeap) {
        lastLeap = now
        clearTimeout(calm)
        calm = setTimeout(() => look(false), calmMs)
      }
      // In the same frame: rows drawn one later would be missing at the edge.
      flushSync(() => look(fast))
    }
    const observer = new ResizeObserver(([entry]) => {
      height = entry?.contentRect.height ?? height
      look(false)
    })
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(calm)
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [frame])

  /** Brings a row into view, moving no further than it must. */
  const reveal = useCallback(
    (index: number) => {
      const element = frame.current
      if (!element) return
      const top = index * rowHeight
      // The heading lies over the first row's height.
      const lowest = top + 2 * rowHeight - element.clientHeight
      if (element.scrollTop > top) element.scrollTop = top
      else if (element.scrollTop < lowest) element.scrollTop = lowest
    },
    [frame],
  )
  const toTop = useCallback(() => {
    if (frame.current) frame.current.scrollTop = 0
  }, [frame])

  const last = Math.min(view.last, total - 1)
  return { first: Math.min(view.first, Math.max(0, last)), last, fast: view.fast, reveal, toTop }
}
