import { useTranslation } from 'react-i18next'
import type { AttachmentRow } from '#shared/contract/attachments.ts'
import { formatInstant } from '../../lib/format.ts'
import styles from './attachments.module.css'
import { FileState } from './FileState.tsx'
import { formatSize } from './file-text.ts'

/** What is known of a file, and what to do where it is refused or does not come. */
export function AttachmentFacts({ row }: { readonly row: AttachmentRow }) {
  const { t } = useTranslation(['attachments', 'enums'])
  const { file, coordinates } = row
  const facts: readonly (readonly [string, string | null])[] = [
    ['author', row.authorName],
    ['createdAt', formatInstant(row.createdAt)],
    ['takenAt', row.takenAt && formatInstant(row.takenAt)],
    [
      'place',
      row.place ??
        (coordinates && `${coordinates.lat.toFixed(4)}, ${coordinates.lng.toFixed(4)} (${t('fromCamera')})`),
    ],
    ['size', formatSize(row.size)],
    ['dimensions', row.width && row.height ? t('pixels', { width: row.width, height: row.height }) : null],
    ['confidentiality', row.mine ? null : t(`enums:confidentialities.${row.confidentiality}`)],
  ]
  return (
    <>
      <div className={styles.place}>
        <FileState place={file} />
        <p className="op-meta">
          {file.state === 'safe' && !file.here ? t('safeNotHere') : t(`stateHint.${file.state}`)}
        </p>
        {file.reason && (
          <p className={file.state === 'refused' ? styles.reason : 'op-meta'} role="status">
            {t(`reason.${file.reason}`, { defaultValue: t('reason.other') })}
          </p>
        )}
      </div>
      <dl className={styles.facts}>
        {facts.map(
          ([key, value]) =>
            value && (
              <div key={key}>
                <dt>{t(`field.${key}`)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </>
  )
}
