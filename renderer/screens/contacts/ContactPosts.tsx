import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ContactDetail } from '#shared/contract/contacts.ts'
import styles from './contacts.module.css'

/** The posts a person holds and held, present ones first. */
export function ContactPosts({ posts }: Pick<ContactDetail, 'posts'>) {
  const { t } = useTranslation('contacts')
  const sorted = [...posts].sort(
    (a, b) =>
      Number(a.toDate !== null) - Number(b.toDate !== null) ||
      (b.fromDate ?? '').localeCompare(a.fromDate ?? ''),
  )
  return (
    <section aria-label={t('detail.posts')}>
      <h2>{t('detail.posts')}</h2>
      {sorted.length === 0 && <p className="op-meta">{t('detail.noPosts')}</p>}
      <ul className={styles.lines}>
        {sorted.map((post) => (
          <li key={post.id}>
            <span className={post.toDate === null ? 'op-tag op-tag-warn' : 'op-tag'}>
              {t(post.toDate === null ? 'detail.current' : 'detail.former')}
            </span>
            <Link to={`/enterprises/${post.enterpriseId}`}>{post.enterpriseName}</Link>
            <span>{post.title}</span>
            {post.isDecisionMaker && <span className="op-tag op-tag-warn">{t('field.isDecisionMaker')}</span>}
            {(post.fromDate ?? post.toDate) !== null && (
              <span className="op-meta">
                {post.fromDate ?? ''} – {post.toDate ?? t('field.present')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
