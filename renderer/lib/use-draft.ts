import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Draft } from '#shared/contract/drafts.ts'
import { call } from './client.ts'
import { DraftWriter } from './draft-writer.ts'
import { onFlush } from './flush.ts'

export interface DraftHandle {
  /** What an earlier, unfinished form left; null when there is nothing, undefined until it is known. */
  readonly recovered: Draft | null | undefined
  /** When the draft was last written to this device; null before that. */
  readonly savedAt: string | null
  /** True when the last write failed (a full disk): what is on the page is nowhere else. */
  readonly failed: boolean
  /** To be called at every input with a function that reads the form at the moment of writing. */
  readonly touch: (read: () => unknown) => void
  /** Number of inputs so far: a save that sees another one afterwards must not throw away what came meanwhile. */
  readonly touches: () => number
  /** Writes now what is not written yet. */
  readonly flush: () => Promise<void>
  /** Throws the draft away: after saving, or when the user does not want it. */
  readonly discard: () => Promise<void>
}

/**
 * Keeps a form's unfinished input on this device under `key` (`visit:new`, `trip:<id>`): 400 ms after the last
 * input outside an input method's composition, when a field or the window loses the focus, when the window is
 * hidden and before it closes.
 */
export function useDraft(key: string): DraftHandle {
  const [recovered, setRecovered] = useState<Draft | null | undefined>(undefined)
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  const writer = useMemo(
    () =>
      new DraftWriter({
        save: async (body) => {
          try {
            const { updatedAt } = await call('drafts.save', { key, body: toJson(body) })
            setSavedAt(updatedAt)
            setFailed(false)
          } catch (error) {
            setFailed(true)
            throw error
          }
        },
        discard: async () => {
          await call('drafts.discard', { key })
          setSavedAt(null)
          setFailed(false)
        },
      }),
    [key],
  )

  useEffect(() => {
    let current = true
    setRecovered(undefined)
    setSavedAt(null)
    call('drafts.get', { key }).then(
      (draft) => current && setRecovered(draft),
      // A form without its draft is better than no form.
      () => current && setRecovered(null),
    )
    return () => {
      current = false
    }
  }, [key])

  useEffect(() => {
    const flush = () => void writer.flush()
    const hidden = () => document.visibilityState === 'hidden' && flush()
    window.addEventListener('blur', flush)
    document.addEventListener('focusout', flush)
    document.addEventListener('visibilitychange', hidden)
    const stop = onFlush(() => writer.flush())
    return () => {
      window.removeEventListener('blur', flush)
      document.removeEventListener('focusout', flush)
      document.removeEventListener('visibilitychange', hidden)
      stop()
      flush()
    }
  }, [writer])

  return {
    recovered,
    savedAt,
    failed,
    touch: useCallback((read) => writer.touch(read), [writer]),
    touches: useCallback(() => writer.touches, [writer]),
    flush: useCallback(() => writer.flush(), [writer]),
    discard: useCallback(() => writer.discard(), [writer]),
  }
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Only what JSON can carry; what is undefined is left out. */
function toJson(body: unknown): Json {
  return JSON.parse(JSON.stringify(body ?? null)) as Json
}
