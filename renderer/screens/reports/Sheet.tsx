import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './report-sheet.module.css'

/** One sheet of paper with its page number: odd pages right, even pages left (GB/T 9704-2012, 7.5). */
export function Sheet({
  number,
  scale,
  landscape = false,
  draft = false,
  children,
}: {
  readonly number: number
  readonly scale: number
  readonly landscape?: boolean
  readonly draft?: boolean
  readonly children: ReactNode
}) {
  const { t } = useTranslation('reports')
  return (
    <section
      className={`${styles.sheet} ${landscape ? styles.landscape : ''}`}
      style={{ zoom: scale }}
      aria-label={t('preview.page', { number })}
      lang="zh-CN"
    >
      {draft && <div className={styles.draft}>草稿</div>}
      {children}
      <div className={`${styles.pageNumber} ${number % 2 === 1 ? styles.odd : styles.even}`}>
        — {number} —
      </div>
    </section>
  )
}
