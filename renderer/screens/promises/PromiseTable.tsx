import { useTranslation } from 'react-i18next'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import type { LiveQuery } from '../../lib/live-query.ts'
import type { PromiseTab } from './promise-view-store.ts'
import { usePromiseAddress } from './use-promise-address.ts'

/** The list of one kind, beside the panel of the one that is open. */
export function PromiseTable<R extends { readonly id: string }>({
  tab,
  query,
  columns,
  wideOnly,
}: {
  readonly tab: PromiseTab
  readonly query: LiveQuery<{ readonly rows: readonly R[]; readonly total: number }>
  readonly columns: readonly Column<R>[]
  /** Columns left out while a record is open beside the list. */
  readonly wideOnly: readonly string[]
}) {
  const { t } = useTranslation('promises')
  const { open, goTo } = usePromiseAddress()
  return (
    <Answered query={query} empty={<EmptyState text={t(`list.empty.${tab}`)} />}>
      {({ rows }) => (
        <DenseTable
          label={t(`list.${tab}`)}
          columns={open === null ? columns : columns.filter(({ key }) => !wideOnly.includes(key))}
          rows={rows}
          rowKey={(row) => row.id}
          chosenKey={open}
          autoFocus={open === null}
          onOpen={(row) => goTo(tab, row.id)}
        />
      )}
    </Answered>
  )
}
