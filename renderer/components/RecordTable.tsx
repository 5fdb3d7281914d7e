import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useShortcut } from '../lib/shortcuts.ts'
import styles from './RecordTable.module.css'

export interface RecordColumn<R> {
  readonly key: string
  readonly title: string
  /** Width as a grid track: `96px`, `minmax(0, 2fr)`. */
  readonly width: string
  readonly align?: 'right'
  readonly cell: (row: R) => ReactNode
}

interface Props<R> {
  readonly label: string
  readonly columns: readonly RecordColumn<R>[]
  readonly rows: readonly R[]
  readonly rowKey: (row: R) => string
  /** Key of the record shown beside the list; null while none is. */
  readonly chosen: string | null
  readonly onOpen: (row: R) => void
  /** Height of a row in pixels: 36 for one line, more for two. */
  readonly rowHeight?: number
}

/**
 * A dense list of any length: only the rows in view exist. Arrows or J and K move the mark, Enter opens; beside an
 * open record the mark opens at once.
 */
export function RecordTable<R>(props: Props<R>) {
  const { label, columns, rows, rowKey, chosen, onOpen, rowHeight = 36 } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [marked, setMarked] = useState<string | null>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const current = chosen ?? marked
  const index = rows.findIndex((row) => rowKey(row) === current)

  const open = (row: R) => {
    setMarked(rowKey(row))
    onOpen(row)
  }
  const moveTo = (target: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, target))
    const row = rows[next]
    if (!row) return
    virtual.scrollToIndex(next)
    setMarked(rowKey(row))
    if (chosen !== null) onOpen(row)
  }
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index]
    switch (event.key) {
      case 'ArrowDown':
        moveTo(index + 1)
        break
      case 'ArrowUp':
        moveTo(index - 1)
        break
      case 'PageDown':
        moveTo(index + page())
        break
      case 'PageUp':
        moveTo(index - page())
        break
      case 'Home':
        moveTo(0)
        break
      case 'End':
        moveTo(rows.length - 1)
        break
      case 'Enter':
        if (row) open(row)
        break
      default:
        return
    }
    event.preventDefault()
  }
  useShortcut('j', () => moveTo(index + 1))
  useShortcut('k', () => moveTo(index - 1))

  const tracks: CSSProperties = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') }
  return (
    <div ref={scroller} className={styles.scroller}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen by keyboard is a grid
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        tabIndex={0}
        className={styles.table}
        {...(index >= 0 ? { 'aria-activedescendant': `${id}-${index}` } : {})}
        onKeyDown={onKeyDown}
      >
        <thead className={styles.head}>
          <tr aria-rowindex={1} className={styles.row} style={tracks}>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={cellClass(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (!row) return null
            const isCurrent = item.index === index
            return (
              <tr
                key={rowKey(row)}
                id={`${id}-${item.index}`}
                aria-rowindex={item.index + 2}
                aria-selected={isCurrent}
                className={isCurrent ? `${styles.row} ${styles.chosen}` : styles.row}
                style={{ ...tracks, height: item.size, transform: `translateY(${item.start}px)` }}
                onClick={() => open(row)}
              >
                {columns.map((column) => (
                  <td key={column.key} className={cellClass(column)}>
                    {column.cell(row)}
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

function cellClass<R>({ align }: RecordColumn<R>): string {
  return align === 'right' ? `${styles.cell} ${styles.right}` : (styles.cell ?? '')
}
