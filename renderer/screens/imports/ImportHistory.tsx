import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import styles from './imports.module.css'
import { UndoImport } from './UndoImport.tsx'

/** What to do now, and under it the imports of this device, each of which can be undone and done again. */
export function ImportHistory({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('imports')
  const { data } = useLiveQuery('imports.batches', {})
  return (
    <div className={styles.start}>
      {children}
      {data && data.length > 0 && (
        <section className={styles.history}>
          <h2>{t('history.title')}</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('history.at')}</th>
                <th scope="col">{t('history.file')}</th>
                <th scope="col">{t('history.kind')}</th>
                <th scope="col">{t('history.result')}</th>
                <th scope="col" aria-label={t('history.undo')} />
              </tr>
            </thead>
            <tbody>
              {data.map((batch) => (
                <tr key={batch.id}>
                  <td>{formatInstant(batch.at)}</td>
                  <td title={batch.fileName}>{batch.fileName}</td>
                  <td>{t(`kind.${batch.kind}`)}</td>
                  <td>
                    {batch.state === 'undone' && <span className="op-tag">{t('history.undone')}</span>}{' '}
                    {t('history.counts', {
                      created: batch.created,
                      updated: batch.updated,
                      contacts: batch.contacts,
                      visits: batch.visits,
                    })}
                  </td>
                  <td>
                    <UndoImport
                      batchId={batch.id}
                      again={batch.state === 'undone'}
                      label={batch.state === 'undone' ? t('history.redo') : t('history.undo')}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  )
}
