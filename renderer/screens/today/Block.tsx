import type { ReactNode } from 'react'
import { Answered } from '../../components/Screen.tsx'
import type { LiveQuery } from '../../lib/live-query.ts'

interface Props<T> {
  readonly title: ReactNode
  readonly query: LiveQuery<T>
  readonly children: (data: NonNullable<T>) => ReactNode
}

/** One titled part of the page. */
export function Block<T>({ title, query, children }: Props<T>) {
  return (
    <section className="op-panel">
      <h2>{title}</h2>
      <Answered query={query}>{children}</Answered>
    </section>
  )
}
