import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '#shared/contract/errors.ts'
import type { CallName, Input, Output } from '#shared/contract/index.ts'
import { appError, ask } from './client.ts'
import { onHostEvent } from './host-events.ts'

export interface LiveQuery<T> {
  /** Undefined until the first answer; the old answer stays while a new one is on its way. */
  readonly data: T | undefined
  readonly error: AppError | null
  readonly loading: boolean
  /** True while `data` still answers an earlier input, for instance the record chosen before. */
  readonly stale: boolean
  readonly reload: () => void
}

/** Changes come in bursts while syncing; one reload per burst is enough. */
export const burstMs = 40

/** For numbers over the whole store: while thousands of changes go up, a look at them once a second is enough. */
export const countsEveryMs = 1000

/** Milliseconds from a change to the next question, which comes no sooner than `everyMs` after the last one. */
export function pauseBefore(now: number, lastAsked: number, everyMs: number): number {
  return Math.max(burstMs, Math.min(everyMs, lastAsked + everyMs - now))
}

/**
 * Asks a query and keeps the answer up to date: runs again when the input changes or when a table that the last
 * answer was read from is announced as changed. Replies to earlier inputs are ignored. `null` asks nothing.
 * @param everyMs after a change it is asked at most so often; the first question and `reload` never wait
 */
export function useLiveQuery<N extends CallName>(
  name: N,
  input: Input<N> | null,
  everyMs: number = burstMs,
): LiveQuery<Output<N>> {
  const key = input === null ? null : JSON.stringify(input)
  const [round, setRound] = useState(0)
  const [answer, setAnswer] = useState<{ key: string; value: Output<N> } | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [loading, setLoading] = useState(input !== null)
  const tables = useRef<readonly string[]>([])
  /** Tables announced since the present question was asked: its answer may be from before the change. */
  const meanwhile = useRef<readonly string[]>([])
  /** Questions under way. A change meanwhile is answered after them: asking at each would fill the host's queue. */
  const underWay = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const lastAsked = useRef(0)
  const question = useRef(input)
  question.current = input

  const askLater = useCallback(() => {
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined
        setRound((round) => round + 1)
      },
      pauseBefore(Date.now(), lastAsked.current, everyMs),
    )
  }, [everyMs])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the input, `round` asks again
  useEffect(() => {
    const asked = question.current
    if (key === null || asked === null) {
      setLoading(false)
      return
    }
    let current = true
    meanwhile.current = []
    lastAsked.current = Date.now()
    setLoading(true)
    underWay.current += 1
    ask(name, asked).then(
      (reply) => {
        underWay.current -= 1
        if (!current) return
        tables.current = reply.tables
        setAnswer({ key, value: reply.value })
        setError(null)
        setLoading(false)
        if (!concerns(meanwhile.current, reply.tables)) return
        if (everyMs <= burstMs) setRound((round) => round + 1)
        else askLater()
      },
      (thrown: unknown) => {
        underWay.current -= 1
        if (!current) return
        setError(appError(thrown))
        setLoading(false)
      },
    )
    return () => {
      current = false
    }
  }, [name, key, round])

  useEffect(() => {
    const stop = onHostEvent((event) => {
      if (event.type !== 'changed') return
      meanwhile.current = [...new Set([...meanwhile.current, ...event.tables])]
      if (underWay.current > 0 || !concerns(event.tables, tables.current)) return
      askLater()
    })
    return () => {
      clearTimeout(timer.current)
      timer.current = undefined
      stop()
    }
  }, [askLater])

  const reload = useCallback(() => setRound((round) => round + 1), [])

  return {
    data: key === null ? undefined : answer?.value,
    error,
    loading,
    stale: answer !== null && answer.key !== key,
    reload,
  }
}

/** Whether a change of `changed` makes an answer read from `read` old. */
export function concerns(changed: readonly string[], read: readonly string[]): boolean {
  return changed.some((table) => read.includes(table))
}
