import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../ErrorNotice.tsx'
import { forgetAdding, useAdding } from './adding.ts'
import styles from './attachments.module.css'

/** Files that are being added to a record, and those that could not be, each with its reason. */
export function AddingList({ ownerId }: { readonly ownerId: string }) {
  const { t } = useTranslation('attachments')
  const files = useAdding((state) => state.files)
  const own = files.filter((file) => file.ownerId === ownerId)
  if (own.length === 0) return null
  return (
    <ul className={styles.adding} aria-live="polite">
      {own.map(({ key, name, share, error }) => (
        <li key={key}>
          {error ? (
            <>
              <div className={styles.addingName}>{name}</div>
              <ErrorNotice error={error} onClose={() => forgetAdding(key)} />
            </>
          ) : (
            <div className={styles.addingLine}>
              <span className={styles.addingName}>{name}</span>
              <Progress
                className={styles.bar ?? ''}
                percent={Math.floor(share * 100)}
                size="small"
                showInfo={false}
                aria-label={name}
              />
              <span className="op-meta">
                {share === 0 ? t('preparing') : t('adding', { percent: Math.floor(share * 100) })}
              </span>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
