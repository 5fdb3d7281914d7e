import { useEffect, useMemo, useRef, useState } from 'react'
import type { Input, Output } from '#shared/contract/index.ts'
import { type LiveQuery, useLiveQuery } from './live-query.ts'
import { pageRows, pagesAround } from './pages-around.ts'

/** Calls that hand out a long list a stretch at a time. */
export type LongList =
  | 'enterprises.list'
  | 'contacts.list'
  | 'visits.list'
  | 'projects.list'
  | 'policies.list'
type Answer<N extends LongList> = Output<N>
type Row<N extends LongList> = Answer<N>['rows'][number]

interface Pages<N extends LongList> {
  readonly filter: string
  readonly first: Answer<N>
  readonly rows: ReadonlyMap<number, readonly Row<N>[]>
}

/**
 * A list of any length, of which the visible pages are asked for and kept up to date. While another filter is asked
 * for, the old rows stay.
 */
export function useLongList<N extends LongList>(name: N, filter: Omit<Input<N>, 'limit' | 'offset'>) {
  const key = JSON.stringify(filter)
  const [visible, setVisible] = useState({ key, ...pagesAround(0, 0) })
  const pages = useRef<Pages<N> | null>(null)
  const known = pages.current?.filter === key ? pages.current.first.total : null
  // Another list begins at its beginning, wherever the old one stands.
  const { even, odd } = visible.key === key && known !== null ? visible : pagesAround(0, 0)
  const inputFor = (page: number, total: number | null) =>
    page === 0 || (total !== null && page * pageRows < total)
      ? // The filter is of this call; the page belongs to every one of them.
        ({ ...filter, limit: pageRows, offset: page * pageRows } as Input<N>)
      : null
  const evenPage = useLiveQuery(name, inputFor(even, known))
  const first = evenPage.stale ? undefined : (evenPage.data as Answer<N> | undefined)
  const oddPage = useLiveQuery(name, inputFor(odd, known ?? first?.total ?? null))
  pages.current = collected(pages.current, key, [
    [even, evenPage as LiveQuery<Answer<N>>],
    [odd, oddPage as LiveQuery<Answer<N>>],
  ])
  const now = pages.current
  const latest = useRef(key)
  useEffect(() => {
    latest.current = key
  }, [key])
  const source = useMemo(
    () => ({
      list: now?.filter ?? key,
      total: now?.first.total ?? 0,
      at: (index: number): Row<N> | undefined =>
        now?.rows.get(Math.floor(index / pageRows))?.[index % pageRows],
      placeOf: (id: string): number => {
        for (const [page, rows] of now?.rows ?? []) {
          const place = rows.findIndex((row) => row.id === id)
          if (place >= 0) return page * pageRows + place
        }
        return -1
      },
      show: (first: number, last: number) =>
        setVisible((before) => {
          // Scrolling inside the pages that are here draws nothing anew.
          const next = { key: latest.current, ...pagesAround(first, last) }
          const same = before.key === next.key && before.even === next.even && before.odd === next.odd
          return same ? before : next
        }),
    }),
    [now, key],
  )
  const query: LiveQuery<Answer<N>> = {
    ...(evenPage as LiveQuery<Answer<N>>),
    data: now?.first,
    error: evenPage.error ?? oddPage.error,
    stale: now !== null && now.filter !== key,
  }
  return { source, query }
}

/** The pages that are known now; others of the same list are kept until its length changes. */
function collected<N extends LongList>(
  before: Pages<N> | null,
  filter: string,
  answers: readonly (readonly [page: number, query: LiveQuery<Answer<N>>])[],
): Pages<N> | null {
  const fresh = answers.filter(([, { data, stale }]) => data !== undefined && !stale)
  const [one] = fresh
  const answer = one?.[1].data
  if (!answer) return before
  const same = before?.filter === filter && before.first.total === answer.total
  const changed = fresh.some(([page, { data }]) => before?.rows.get(page) !== data?.rows)
  if (same && !changed) return before
  const rows = new Map(same ? before.rows : [])
  for (const [page, { data }] of fresh) if (data) rows.set(page, data.rows)
  return { filter, first: answer, rows }
}
