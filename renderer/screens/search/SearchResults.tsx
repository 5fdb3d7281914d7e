import { type ReactNode, useEffect, useRef } from 'react'

export interface ResultRow {
  readonly key: string
  readonly label: ReactNode
  readonly note?: ReactNode
  readonly aside?: ReactNode
  readonly quiet?: boolean
  readonly run: () => void
}

export interface ResultGroup {
  readonly key: string
  readonly title: string
  readonly rows: readonly ResultRow[]
}

interface Props {
  readonly id: string
  readonly label: string
  readonly groups: readonly ResultGroup[]
  /** Place of the marked row among all rows. */
  readonly active: number
}

/** Hits by kind. The field keeps the focus; a click opens without taking it. */
export function SearchResults({ id, label, groups, active }: Props) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows may stand under the same mark
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active, groups])
  const starts = groups.map((_, index) =>
    groups.slice(0, index).reduce((count, { rows }) => count + rows.length, 0),
  )
  return (
    <div ref={list} id={`${id}-options`} role="listbox" aria-label={label} className="op-results">
      {groups.map((group, groupIndex) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list box
        <div key={group.key} role="group" aria-label={group.title}>
          <div className="op-results-title" aria-hidden>
            {group.title}
          </div>
          {group.rows.map((row, index) => {
            const place = (starts[groupIndex] ?? 0) + index
            return (
              <div
                key={row.key}
                id={`${id}-option-${place}`}
                role="option"
                tabIndex={-1}
                aria-selected={place === active}
                className={`op-result ${place === active ? 'op-active' : ''} ${row.quiet ? 'op-result-quiet' : ''}`}
                onMouseDown={(event) => {
                  event.preventDefault()
                  row.run()
                }}
              >
                <span className="op-result-label">{row.label}</span>
                {row.note && <span className="op-result-note">{row.note}</span>}
                {row.aside && <span className="op-result-aside">{row.aside}</span>}
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}
