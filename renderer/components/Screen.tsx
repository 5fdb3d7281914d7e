import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { LiveQuery } from '../lib/live-query.ts'
import { ErrorNotice } from './ErrorNotice.tsx'

interface Frame {
  readonly title: ReactNode
  /** State beside the title: tags, counts. */
  readonly state?: ReactNode
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode
  /** A row of filters under the title. */
  readonly filters?: ReactNode
  /** Stays at the foot while the middle scrolls: a save bar, a record's foot. */
  readonly foot?: ReactNode
  /** A table or split that scrolls by itself: no padding and no scrolling here. */
  readonly flush?: boolean
}
interface Plain extends Frame {
  readonly query?: undefined
  readonly children: ReactNode
}
interface Queried<T> extends Frame {
  readonly query: LiveQuery<T>
  /** Shown instead of the content when the answer is null or has no rows. */
  readonly empty?: ReactNode
  readonly children: (data: NonNullable<T>) => ReactNode
}

/**
 * The frame of a screen: title and state, actions, filters, content, foot. With `query` the children are a function
 * of its answer; the old answer stays while a new one loads and a failure is shown above it.
 */
export function Screen<T>(props: Plain | Queried<T>) {
  const { title, state, actions, filters, foot, flush } = props
  return (
    <section className="op-screen">
      <header className="op-screen-head">
        <h1>{title}</h1>
        {state && <div className="op-screen-state">{state}</div>}
        <div className="op-screen-actions">{actions}</div>
      </header>
      {filters && <div className="op-screen-filters">{filters}</div>}
      <div className={flush ? 'op-screen-body op-flush' : 'op-screen-body'}>
        {props.query ? (
          <Answered query={props.query} empty={props.empty}>
            {props.children}
          </Answered>
        ) : (
          props.children
        )}
      </div>
      {foot && <footer className="op-screen-foot">{foot}</footer>}
    </section>
  )
}

/** Content of a live query: skeleton at first, failure with retry, emptiness, or the children. */
export function Answered<T>({
  query,
  empty,
  children,
}: {
  readonly query: LiveQuery<T>
  readonly empty?: ReactNode
  readonly children: (data: NonNullable<T>) => ReactNode
}) {
  return (
    <>
      {query.error && <ErrorNotice error={query.error} onRetry={query.reload} />}
      {query.data === undefined
        ? query.loading && <Skeleton active className="op-skeleton" />
        : isEmpty(query.data) && empty
          ? empty
          : query.data === null
            ? null
            : children(query.data as NonNullable<T>)}
    </>
  )
}

function isEmpty(data: unknown): boolean {
  if (data === null) return true
  if (Array.isArray(data)) return data.length === 0
  return typeof data === 'object' && 'rows' in data && Array.isArray(data.rows) && data.rows.length === 0
}
