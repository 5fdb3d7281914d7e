import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportRow } from '#shared/contract/imports.ts'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { call } from '../../lib/client.ts'
import type { ShownVerdict } from './ImportFilter.tsx'
import { importedText } from './imported-text.ts'

const pageSize = 200

/** A row that has not come yet: only its place is known. */
interface Slot {
  readonly place: number
  readonly row: ImportRow | undefined
}

/** Every row of the file with what would become of it. Rows are asked for as they come into sight. */
export function ImportRows({
  session,
  verdict,
  round,
  total,
  chosenLine,
  onOpen,
}: {
  readonly session: string
  readonly verdict: ShownVerdict
  readonly round: number
  readonly total: number
  readonly chosenLine: number | null
  readonly onOpen: (line: number) => void
}) {
  const { t } = useTranslation('imports')
  const { rowAt, want } = useRows(session, verdict, round)
  const columns = useColumns(chosenLine !== null)
  if (total === 0) return <EmptyState text={t('empty')} />
  const slots = Array.from({ length: total }, (_, place): Slot => ({ place, row: rowAt(place) }))
  const shown = columns.map((column) => ({
    ...column,
    render: ({ place, row }: Slot) => {
      if (!row) want(place)
      return row ? column.render(row) : null
    },
  }))
  return (
    <DenseTable
      label={t('preview')}
      columns={shown}
      rows={slots}
      rowKey={({ place, row }) => (row ? String(row.line) : `place-${place}`)}
      chosenKey={chosenLine === null ? null : String(chosenLine)}
      onOpen={({ row }) => row && onOpen(row.line)}
    />
  )
}

function useRows(session: string, verdict: ShownVerdict, round: number) {
  const [pages, setPages] = useState<ReadonlyMap<number, readonly ImportRow[]>>(new Map())
  const asked = useRef(new Set<number>())
  const current = useRef('')
  const key = `${session} ${verdict} ${round}`
  current.current = key
  const load = useCallback(
    (page: number) => {
      if (asked.current.has(page)) return
      asked.current.add(page)
      call('imports.rows', { session, verdict, offset: page * pageSize, limit: pageSize }).then(
        ({ rows }) => {
          if (current.current === key) setPages((old) => new Map(old).set(page, rows))
        },
        () => undefined,
      )
    },
    [session, verdict, key],
  )
  useEffect(() => {
    // After a decision the rows in sight are asked for again; the old ones stay until the new ones come.
    const again = [...asked.current]
    asked.current = new Set()
    for (const page of again.length > 0 && again.length < 4 ? again : [0]) load(page)
  }, [load])
  const filter = `${session} ${verdict}`
  const [shownFilter, setShownFilter] = useState(filter)
  if (shownFilter !== filter) {
    setShownFilter(filter)
    setPages(new Map())
  }
  return {
    rowAt: (place: number) => pages.get(Math.floor(place / pageSize))?.[place % pageSize],
    want: (place: number) => queueMicrotask(() => load(Math.floor(place / pageSize))),
  }
}

export const verdictClass: Readonly<Record<ImportRow['verdict'], string>> = {
  new: 'op-tag',
  update: 'op-tag op-tag-warn',
  merge: 'op-tag op-tag-warn',
  skip: 'op-tag',
  bad: 'op-tag op-tag-late',
  'not-data': 'op-tag',
}

function useColumns(narrow: boolean): Column<ImportRow>[] {
  const { t } = useTranslation('imports')
  const remarksOf = (row: ImportRow) =>
    row.remarks.map(({ code, params }) => t(`remark.${code}`, { ...params })).join(t('separator'))
  const columns: Column<ImportRow>[] = [
    { key: 'line', title: t('column.line'), width: '56px', align: 'right', render: (row) => row.line },
    {
      key: 'name',
      title: t('column.name'),
      width: narrow ? 'minmax(110px, 1.3fr)' : 'minmax(150px, 1.2fr)',
      render: (row) => <span title={row.name ?? undefined}>{row.name}</span>,
    },
    {
      key: 'verdict',
      title: t('column.verdict'),
      width: '84px',
      render: (row) => (
        <span className={verdictClass[row.verdict]} title={row.decided ? t('row.decided') : undefined}>
          {t(`verdict.${row.verdict}`)}
          {row.decided && ' •'}
        </span>
      ),
    },
    {
      key: 'remarks',
      title: t('column.remarks'),
      width: narrow ? 'minmax(90px, 1fr)' : 'minmax(150px, 1.4fr)',
      render: (row) => <span title={remarksOf(row)}>{remarksOf(row)}</span>,
    },
  ]
  if (narrow) return columns
  return [
    ...columns,
    {
      key: 'joins',
      title: t('column.joins'),
      width: 'minmax(110px, 0.8fr)',
      render: (row) => <span title={row.joins ?? undefined}>{row.joins}</span>,
    },
    {
      key: 'values',
      title: t('column.values'),
      width: 'minmax(160px, 1.5fr)',
      render: (row) => {
        const text = importedText(row.values)
        return <span title={text}>{text}</span>
      },
    },
  ]
}
