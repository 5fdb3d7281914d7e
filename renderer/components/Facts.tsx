import type { ReactNode } from 'react'
import styles from './Facts.module.css'

export interface Fact {
  readonly key: string
  readonly name: string
  readonly value: ReactNode
}

interface Props {
  readonly label: string
  /** In two columns; a fact without a value is left out. */
  readonly rows: readonly Fact[]
  /** Longer texts over both columns. */
  readonly wide?: readonly Fact[]
}

/** Key facts of a record as names and values. */
export function Facts({ label, rows, wide = [] }: Props) {
  return (
    <section aria-label={label}>
      <dl className="op-facts">
        {rows.filter(isKnown).map((fact) => (
          <Line key={fact.key} fact={fact} />
        ))}
        {wide.filter(isKnown).map((fact) => (
          <Line key={fact.key} fact={fact} wide />
        ))}
      </dl>
    </section>
  )
}

function Line({ fact, wide = false }: { readonly fact: Fact; readonly wide?: boolean }) {
  return (
    <div className={wide ? styles.wide : undefined}>
      <dt className={styles.name}>{fact.name}</dt>
      <dd className={wide ? 'op-prose' : undefined}>{fact.value}</dd>
    </div>
  )
}

const isKnown = ({ value }: Fact): boolean =>
  value !== null && value !== undefined && value !== '' && value !== false
