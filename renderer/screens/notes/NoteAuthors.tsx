import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuthoredBlock } from '#shared/notes/note-edit.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { partsOf } from './NoteText.tsx'
import styles from './notes.module.css'

const colours = 6

/** A note with each person's words in a colour of their own, and the time of each on the pointer. */
export function NoteAuthors({ id }: { readonly id: string }) {
  const { t } = useTranslation('notes')
  const found = useLiveQuery('notes.authors', { id })
  if (!found.data) return <ErrorNotice error={found.error} onRetry={found.reload} />
  const { blocks, names } = found.data
  const people = [...new Set(blocks.flatMap(({ runs }) => runs.flatMap(({ by }) => by ?? [])))]
  const nameOf = (by: string | null) => (by && names[by]) ?? t('authors.unknown')
  const colourOf = (by: string | null) => (by === null ? undefined : people.indexOf(by) % colours)
  const line = ({ style, indent, checked, runs }: AuthoredBlock) => (
    <p
      data-line={style}
      data-indent={indent > 0 ? indent : undefined}
      data-checked={style === 'check' ? checked : undefined}
    >
      {runs.map(({ text, by, at }, place) => (
        <span
          key={String(place)}
          className={styles.author}
          data-colour={colourOf(by)}
          title={at ? t('authors.at', { name: nameOf(by), time: formatInstant(at) }) : nameOf(by)}
        >
          {text}
        </span>
      ))}
    </p>
  )
  return (
    <section aria-label={t('authors.title')} className="op-stack">
      <div className="op-row">
        {people.map((by) => (
          <span key={by} className={styles.author} data-colour={colourOf(by)}>
            {nameOf(by)}
          </span>
        ))}
        <span className="op-meta">{t('authors.hint')}</span>
      </div>
      <div className="op-note-text">
        {partsOf(blocks).map((part, index) => {
          // The parts of a note have no name but their place.
          const key = String(index)
          if (!('rows' in part)) return <Fragment key={key}>{line(part)}</Fragment>
          return (
            <table key={key}>
              <tbody>
                {part.rows.map((row, at) => (
                  <tr key={String(at)}>
                    {row.map((cell, place) => (
                      <td key={String(place)}>{line(cell)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )
        })}
      </div>
    </section>
  )
}
