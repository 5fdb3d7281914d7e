import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

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
  readonly rows: readonly R[]
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
export function DenseTable<R>({ label, columns, rows, rowKey, chosenKey, onOpen, autoFocus }: Props<R>) {
  const frame = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLTableElement>(null)
  const [marked, setMarked] = useState<string | null>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 0, height: 800 },
  })
  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(' ') }
  const place = rows.findIndex((row) => rowKey(row) === (marked ?? chosenKey))
  const current = rows[place]
  useEffect(() => {
    if (chosenKey) setMarked(chosenKey)
  }, [chosenKey])
  const chosenPlace = rows.findIndex((row) => rowKey(row) === chosenKey)
  // A record that was opened elsewhere, or made just now, comes into view in the list beside it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another record or its new place moves the list
  useEffect(() => {
    if (chosenPlace >= 0) virtual.scrollToIndex(chosenPlace, { align: 'auto' })
  }, [chosenKey, chosenPlace])
  useEffect(() => {
    if (autoFocus) grid.current?.focus({ preventScroll: true })
  }, [autoFocus])

  const mark = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (!row) return
    setMarked(rowKey(row))
    virtual.scrollToIndex(rows.indexOf(row))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== grid.current || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'j' || event.key === 'ArrowDown') mark(place + 1)
    else if (event.key === 'k' || event.key === 'ArrowUp') mark(place < 0 ? 0 : place - 1)
    else if (event.key === 'Home') mark(0)
    else if (event.key === 'End') mark(rows.length - 1)
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
        aria-rowcount={rows.length + 1}
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
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (!row) return null
            const key = rowKey(row)
            const classes = [
              'op-table-row',
              index === place && 'op-marked',
              key === chosenKey && 'op-row-chosen',
            ]
            return (
              <tr
                key={key}
                id={`row-${key}`}
                aria-rowindex={index + 2}
                aria-selected={key === chosenKey}
                className={classes.filter(Boolean).join(' ')}
                style={{ ...tracks, transform: `translateY(${start}px)` }}
                onClick={() => {
                  // The keyboard stays with the grid, not with one of its rows that may scroll away.
                  grid.current?.focus({ preventScroll: true })
                  setMarked(key)
                  onOpen(row)
                }}
              >
                {columns.map((column) => (
                  <td key={column.key} className={cellClass(column)}>
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function cellClass(column: { readonly align?: 'right' }): string {
  return column.align === 'right' ? 'op-cell op-amount' : 'op-cell'
}
