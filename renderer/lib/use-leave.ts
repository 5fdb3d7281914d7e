import { useCallback } from 'react'
import { useNavigate } from 'react-router'

/**
 * The way out of a form: back to where the user came from, or to `fallback` where there is no way back (after a
 * restart) or `direct` asks for it.
 */
export function useLeave(fallback: string, direct = false): () => void {
  const navigate = useNavigate()
  return useCallback(() => {
    const state: unknown = window.history.state
    const place = typeof state === 'object' && state !== null && 'idx' in state ? state.idx : 0
    if (!direct && typeof place === 'number' && place > 0) void navigate(-1)
    else void navigate(fallback)
  }, [navigate, fallback, direct])
}
