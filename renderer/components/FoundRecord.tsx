import { type ReactNode, useState } from 'react'
import type { LiveQuery } from '../lib/live-query.ts'
import { EmptyState } from './EmptyState.tsx'
import { Answered, Screen } from './Screen.tsx'

interface Props<T> {
  readonly query: LiveQuery<T>
  /** Of the page while the record is not here. */
  readonly title: string
  /** Said when there is no such record. */
  readonly gone: string
  readonly children: (data: NonNullable<T>) => ReactNode
}

/**
 * The page of one record: until it is here, and when it is gone, a page that says so.
 * @param isAsked whether an answer is the record that is asked for, and not the one chosen before
 */
export function FoundRecord<T>({
  query,
  title,
  gone,
  isAsked,
  children,
}: Props<T> & { readonly isAsked?: (data: NonNullable<T>) => boolean }) {
  const { data } = query
  if (data !== undefined && data !== null && (isAsked?.(data) ?? true)) return children(data)
  return (
    <Screen title={title}>
      <Answered query={query} empty={<EmptyState text={gone} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

/**
 * The form of a stored record. It keeps the record it was opened with; what others change meanwhile is merged field
 * by field on saving. Give it the record's id as its key.
 */
export function StoredRecord<T>({ children, ...props }: Props<T>) {
  return <FoundRecord {...props}>{(data) => <AsOpened data={data}>{children}</AsOpened>}</FoundRecord>
}

function AsOpened<T>({ data, children }: { readonly data: T; readonly children: (data: T) => ReactNode }) {
  const [opened] = useState(data)
  return children(opened)
}
