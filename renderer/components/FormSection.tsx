import { type ReactNode, useId } from 'react'
import styles from './FormSection.module.css'

interface Props {
  readonly title: string
  /** Names of the fields inside, so that a link to one of them finds it. */
  readonly fields?: readonly string[]
  /** Beside the title. */
  readonly extra?: ReactNode
  readonly children: ReactNode
}

/** A named part of a form; its fields stand in two columns. */
export function FormSection({ title, fields = [], extra, children }: Props) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id} data-fields={fields.join(' ')}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {extra}
      </div>
      <div className={styles.grid}>{children}</div>
    </section>
  )
}

/** A field of a form section that takes both columns. */
export function Wide({ children }: { readonly children: ReactNode }) {
  return <div className={styles.wide}>{children}</div>
}
