import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { type RowSource, useRowSource } from './row-source.ts'
import { rowHeight, useVisibleRows } from './visible-rows.ts'

/** Columns are made once for as long as they are the same: other ones draw every row anew. */
export interface Column<R> {
  readonly key: string
  readonly title: string
  /** A track of the grid: `96px`, `minmax(120px, 1fr)`. */
  readonly width: string
  readonly align?: 'right'
  /** Shown even while the rows fly past: what the user steers by. Where none is, all are. */
  readonly lead?: boolean
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
  useSyncExternalStore(rows.onRows, rows.version)
  const total = rows.total()
  const { first, last, fast, reveal, toTop } = useVisibleRows(frame, total)
  const shownKey = marked ?? chosenKey
  const place = awaited ?? (shownKey ? rows.placeOf(shownKey) : -1)
  const current = rows.at(place)
  useEffect(() => {
    if (chosenKey) setMarked(chosenKey)
  }, [chosenKey])
  const chosenPlace = chosenKey ? rows.placeOf(chosenKey) : -1
  const revealed = useRef('')
  // A record that was opened elsewhere, or made just now, comes into view in the list beside it. A page that was let
  // go and comes back moves nothing.
  useEffect(() => {
    const wanted = `${chosenPlace} ${chosenKey}`
    if (chosenPlace < 0 || revealed.current === wanted) return
    revealed.current = wanted
    reveal(chosenPlace)
  }, [chosenKey, chosenPlace, reveal])
  const shownList = useRef(rows.list)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another list moves to the beginning
  useEffect(() => {
    if (shownList.current === rows.list) return
    shownList.current = rows.list
    setAwaited(null)
    setMarked(chosenKey ?? null)
    toTop()
  }, [rows.list])
  useEffect(() => {
    if (autoFocus) grid.current?.focus({ preventScroll: true })
  }, [autoFocus])

  useEffect(() => rows.show?.(first, last, fast), [rows, first, last, fast])
  const awaitedRow = awaited === null ? undefined : rows.at(awaited)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the row's arrival counts
  useEffect(() => {
    if (!awaitedRow) return
    setMarked(rowKey(awaitedRow))
    setAwaited(null)
  }, [awaitedRow])

  const mark = (wanted: number) => {
    if (total === 0) return
    const index = Math.max(0, Math.min(total - 1, wanted))
    const row = rows.at(index)
    if (row) setMarked(rowKey(row))
    setAwaited(row ? null : index)
    reveal(index)
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
    else if (event.key === 'End') mark(total - 1)
    else if (event.key === 'Enter' && current) onOpen(current)
    else return
    event.preventDefault()
  }
  return (
    <div ref={frame} className="op-table" style={tracksOf(columns)}>
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are opened is a grid
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...(current ? { 'aria-activedescendant': `row-${rowKey(current)}` } : {})}
      >
        <thead>
          <tr className="op-table-row">
            {columns.map((column) => (
              <th key={column.key} scope="col" className={cellClass(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: total * rowHeight }}>{rowsInSight()}</tbody>
      </table>
    </div>
  )

  /** What is not here yet shows as the table's own pattern. */
  function rowsInSight(): ReactNode[] {
    const drawn: ReactNode[] = []
    const hasLead = columns.some(({ lead }) => lead)
    for (let index = first; index <= last; index += 1) {
      const row = rows.at(index)
      if (row === undefined) continue
      const key = rowKey(row)
      drawn.push(
        <TableRow
          // Rows that fly past take over the elements of those before them.
          key={fast ? `fast ${index - first}` : index}
          id={key}
          row={row}
          index={index}
          columns={columns}
          light={fast && hasLead}
          marked={index === place}
          chosen={key === chosenKey}
          onChoose={choose}
        />,
      )
    }
    return drawn
  }
}

interface RowProps<R> {
  readonly id: string
  readonly row: R
  readonly index: number
  readonly columns: readonly Column<R>[]
  /** Drawn with its leading cells alone. */
  readonly light: boolean
  readonly marked: boolean
  readonly chosen: boolean
  readonly onChoose: (row: R) => void
}

function PlainRow<R>({ id, row, index, columns, light, marked, chosen, onChoose }: RowProps<R>) {
  const classes = ['op-table-row', marked && 'op-marked', chosen && 'op-row-chosen']
  return (
    <tr
      id={`row-${id}`}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classes.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      onClick={() => onChoose(row)}
    >
      {columns.map((column, at) =>
        light && !column.lead ? null : (
          <td key={column.key} className={cellClass(column)} style={tracks[at]}>
            {column.render(row)}
          </td>
        ),
      )}
    </tr>
  )
}

/** Drawn again only when something of it changed: while scrolling, only the rows that come into view are drawn. */
const TableRow = memo(PlainRow) as typeof PlainRow

/** Where a cell stands, whether or not those before it are drawn. */
const tracks: readonly CSSProperties[] = Array.from({ length: 40 }, (_, at) => ({ gridColumn: at + 1 }))

/** The columns' widths, said once for all rows. */
const tracksOf = <R,>(columns: readonly Column<R>[]) =>
  ({ '--op-tracks': columns.map((column) => column.width).join(' ') }) as CSSProperties

function cellClass(column: { readonly align?: 'right' }): string {
  return column.align === 'right' ? 'op-cell op-amount' : 'op-cell'
}
