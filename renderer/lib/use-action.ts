import { useCallback, useRef, useState } from 'react'
import type { AppError } from '#shared/contract/errors.ts'
import { appError } from './client.ts'

export interface Action<A extends readonly unknown[], R> {
  /** Runs the action; undefined when it failed (see `error`) or is still running from before. */
  readonly run: (...args: A) => Promise<R | undefined>
  readonly busy: boolean
  readonly error: AppError | null
  readonly clearError: () => void
}

/** Wraps a command for a button: no second run while the first is under way, the failure kept for a notice. */
export function useAction<A extends readonly unknown[], R>(action: (...args: A) => Promise<R>): Action<A, R> {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const running = useRef(false)
  const latest = useRef(action)
  latest.current = action
  const run = useCallback(async (...args: A) => {
    if (running.current) return undefined
    running.current = true
    setBusy(true)
    setError(null)
    try {
      return await latest.current(...args)
    } catch (thrown) {
      setError(appError(thrown))
      return undefined
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [])
  const clearError = useCallback(() => setError(null), [])
  return { run, busy, error, clearError }
}
