import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { Input, Output } from '#shared/contract/index.ts'
import { appError, ask } from './client.ts'
import { onHostEvent } from './host-events.ts'
import { burstMs, type LiveQuery } from './live-query.ts'
import { PageCache } from './page-cache.ts'
import { pageRows } from './pages-around.ts'

/** Topics whose call `topic.list` hands out a long list a stretch at a time. */
export type LongList = 'enterprises' | 'contacts' | 'visits' | 'projects' | 'policies'
type Call<T extends LongList> = `${T}.list`
type Answer<T extends LongList> = Output<Call<T>>
export type ListFilter<T extends LongList> = Omit<Input<Call<T>>, 'limit' | 'offset'>
export type ListRow<T extends LongList> = Answer<T>['rows'][number]

interface Named<T extends LongList> {
  readonly key: string
  readonly pages: PageCache<Answer<T>>
}

/**
 * A list of any length, of which the visible pages are asked for and kept up to date. While another filter is asked
 * for, the old rows stay. Rows that arrive are told to the table alone; the screen is drawn again when its length
 * changes.
 */
export function useLongList<T extends LongList>(topic: T, filter: ListFilter<T>) {
  const key = JSON.stringify(filter)
  const asked = useMemo((): Named<T> => {
    const call: Call<T> = `${topic}.list`
    const rest = JSON.parse(key) as ListFilter<T>
    const pages = new PageCache<Answer<T>>({
      // The filter is of this call; the page belongs to every one of them.
      ask: (page) => ask(call, { ...rest, limit: pageRows, offset: page * pageRows } as Input<Call<T>>),
      errorOf: appError,
      now: () => performance.now(),
    })
    return { key, pages }
  }, [topic, key])
  const head = useSyncExternalStore(asked.pages.onHead, asked.pages.head)
  useEffect(() => keepFresh(asked.pages), [asked])

  const answered = useRef(asked)
  if (head.answer !== undefined) answered.current = asked
  const shown = answered.current
  const source = useMemo(
    () => ({
      list: shown.key,
      total: () => shown.pages.head().answer?.total ?? 0,
      at: (index: number): ListRow<T> | undefined => shown.pages.at(index),
      placeOf: (id: string) => shown.pages.placeOf(id),
      show: (first: number, last: number, fast: boolean) => shown.pages.show(first, last, fast),
      onRows: shown.pages.onRows,
      version: shown.pages.version,
    }),
    [shown],
  )
  const query: LiveQuery<Answer<T>> = {
    data: shown.pages.head().answer,
    error: head.error,
    loading: head.answer === undefined && head.error === null,
    stale: shown !== asked,
    reload: useCallback(() => asked.pages.reload(), [asked]),
  }
  return { source, query }
}

/** Asks, and asks again a moment after a change of what was read. Returns the function that stops. */
function keepFresh<T extends LongList>(pages: PageCache<Answer<T>>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const leave = pages.start()
  const stop = onHostEvent((event) => {
    if (event.type !== 'changed') return
    pages.changed(event.tables)
    if (!pages.concerns(event.tables)) return
    timer ??= setTimeout(() => {
      timer = undefined
      pages.reload()
    }, burstMs)
  })
  return () => {
    clearTimeout(timer)
    stop()
    leave()
  }
}
