import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { type RowSource, useRowSource } from './row-source.ts'

export interface Column<R> {
  readonly key: string
  readonly title: string
  /** A track of the grid: `96px`, `minmax(120px, 1fr)`. */
  readonly width: string
  readonly align?: 'right'
  readonly render: (row: R) => ReactNode
}

interface Props<R> {
  readonly label: string
  readonly columns: readonly Column<R>[]
  /** All rows, or a `source` of a list that is too long for that. */
  readonly rows?: readonly R[]
  readonly source?: RowSource<R>
  readonly rowKey: (row: R) => string
  /** The record that is open beside the list. */
  readonly chosenKey?: string | null | undefined
  readonly onOpen: (row: R) => void
  /** Takes the keyboard at once, so that J, K and Enter work without a click. */
  readonly autoFocus?: boolean
}

const rowHeight = 36

/**
 * A dense table for long lists: only the visible rows are drawn. J/K or the arrows move the mark, Home/End jump,
 * Enter or a click opens.
 */
export function DenseTable<R>(props: Props<R>) {
  const { label, columns, rowKey, chosenKey, onOpen, autoFocus } = props
  const rows = useRowSource(props.rows, props.source, rowKey)
  const frame = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLTableElement>(null)
  const [marked, setMarked] = useState<string | null>(null)
  /** A row that is to be marked as soon as it is here. */
  const [awaited, setAwaited] = useState<number | null>(null)
  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 0, height: 800 },
  })
  const tracks = tracksOf(columns)
  const shownKey = marked ?? chosenKey
  const place = awaited ?? (shownKey ? rows.placeOf(shownKey) : -1)
  const current = rows.at(place)
  useEffect(() => {
    if (chosenKey) setMarked(chosenKey)
  }, [chosenKey])
  const chosenPlace = chosenKey ? rows.placeOf(chosenKey) : -1
  // A record that was opened elsewhere, or made just now, comes into view in the list beside it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another record or its new place moves the list
  useEffect(() => {
    if (chosenPlace >= 0) virtual.scrollToIndex(chosenPlace, { align: 'auto' })
  }, [chosenKey, chosenPlace])
  const shownList = useRef(rows.list)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another list moves to the beginning
  useEffect(() => {
    if (shownList.current === rows.list) return
    shownList.current = rows.list
    setAwaited(null)
    setMarked(chosenKey ?? null)
    virtual.scrollToOffset(0)
  }, [rows.list])
  useEffect(() => {
    if (autoFocus) grid.current?.focus({ preventScroll: true })
  }, [autoFocus])

  const items = virtual.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => rows.show?.(first, last), [rows, first, last])
  const awaitedRow = awaited === null ? undefined : rows.at(awaited)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the row's arrival counts
  useEffect(() => {
    if (!awaitedRow) return
    setMarked(rowKey(awaitedRow))
    setAwaited(null)
  }, [awaitedRow])

  const mark = (wanted: number) => {
    if (rows.total === 0) return
    const index = Math.max(0, Math.min(rows.total - 1, wanted))
    const row = rows.at(index)
    if (row) setMarked(rowKey(row))
    setAwaited(row ? null : index)
    virtual.scrollToIndex(index)
  }
  const latest = useRef({ onOpen, rowKey })
  latest.current = { onOpen, rowKey }
  const choose = useCallback((row: R) => {
    // The keyboard stays with the grid, not with one of its rows that may scroll away.
    grid.current?.focus({ preventScroll: true })
    setAwaited(null)
    setMarked(latest.current.rowKey(row))
    latest.current.onOpen(row)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== grid.current || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'j' || event.key === 'ArrowDown') mark(place + 1)
    else if (event.key === 'k' || event.key === 'ArrowUp') mark(place < 0 ? 0 : place - 1)
    else if (event.key === 'Home') mark(0)
    else if (event.key === 'End') mark(rows.total - 1)
    else if (event.key === 'Enter' && current) onOpen(current)
    else return
    event.preventDefault()
  }
  return (
    <div ref={frame} className="op-table">
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are opened is a grid
        role="grid"
        aria-label={label}
        aria-rowcount={rows.total + 1}
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...(current ? { 'aria-activedescendant': `row-${rowKey(current)}` } : {})}
      >
        <thead>
          <tr className="op-table-row" style={tracks}>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={cellClass(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows.at(index)
            const key = row === undefined ? null : rowKey(row)
            return (
              <TableRow
                key={key ?? `${index} …`}
                id={key}
                row={row}
                index={index}
                start={start}
                columns={columns}
                marked={index === place}
                chosen={key !== null && key === chosenKey}
                onChoose={choose}
              />
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps<R> {
  readonly id: string | null
  /** Undefined while it is not here: an empty row keeps its place. */
  readonly row: R | undefined
  readonly index: number
  readonly start: number
  readonly columns: readonly Column<R>[]
  readonly marked: boolean
  readonly chosen: boolean
  readonly onChoose: (row: R) => void
}

function PlainRow<R>({ id, row, index, start, columns, marked, chosen, onChoose }: RowProps<R>) {
  const style = { ...tracksOf(columns), transform: `translateY(${start}px)` }
  if (row === undefined) return <tr className="op-table-row" style={style} aria-hidden />
  const classes = ['op-table-row', marked && 'op-marked', chosen && 'op-row-chosen']
  return (
    <tr
      id={`row-${id}`}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classes.filter(Boolean).join(' ')}
      style={style}
      onClick={() => onChoose(row)}
    >
      {columns.map((column) => (
        <td key={column.key} className={cellClass(column)}>
          {column.render(row)}
        </td>
      ))}
    </tr>
  )
}

/** Drawn again only when something of it changed: while scrolling, only the rows that come into view are drawn. */
const TableRow = memo(PlainRow) as typeof PlainRow

const tracksOf = <R,>(columns: readonly Column<R>[]) => ({
  gridTemplateColumns: columns.map((column) => column.width).join(' '),
})

function cellClass(column: { readonly align?: 'right' }): string {
  return column.align === 'right' ? 'op-cell op-amount' : 'op-cell'
}
