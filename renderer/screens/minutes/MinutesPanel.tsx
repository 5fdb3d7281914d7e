import { FileTextOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import styles from './minutes.module.css'

/** Minutes of one of these, newest first. Of a visit new ones begin with what it tells; of a trip they are only listed. */
type Props =
  | { readonly enterpriseId: string; readonly visitId?: undefined; readonly tripId?: undefined }
  | { readonly visitId: string; readonly enterpriseId?: undefined; readonly tripId?: undefined }
  | { readonly tripId: string; readonly enterpriseId?: undefined; readonly visitId?: undefined }

/** Minutes of an enterprise, a visit or a trip, and the way to write them. */
export function MinutesPanel({ enterpriseId, visitId, tripId }: Props) {
  const { t } = useTranslation('minutes')
  const { label } = useEnums()
  const navigate = useNavigate()
  const found = useLiveQuery('minutes.list', {
    enterpriseId: enterpriseId ?? null,
    visitId: visitId ?? null,
    tripId: tripId ?? null,
  })
  const rows = found.data ?? []
  const begin = () =>
    void navigate(visitId ? `/minutes/new?visit=${visitId}` : `/minutes/new?enterprise=${enterpriseId}`)
  // A trip's minutes are written from its visits.
  if (tripId && rows.length === 0) return null
  return (
    <section className={styles.panel} aria-label={t('title')}>
      <div className={styles.panelHead}>
        <h2 className={enterpriseId ? 'op-unseen' : undefined}>{t('title')}</h2>
        {!tripId && (
          <Button size="small" icon={<FileTextOutlined aria-hidden />} onClick={begin}>
            {t('write')}
          </Button>
        )}
      </div>
      <ErrorNotice error={found.error} onRetry={found.reload} />
      {found.data && rows.length === 0 && <p className="op-meta">{t('empty')}</p>}
      {rows.length > 0 && (
        <ul className={styles.list}>
          {rows.map((row) => (
            <li key={row.id}>
              <time dateTime={row.occurredOn}>{formatDay(row.occurredOn)}</time>
              <Link to={`/minutes/${row.id}`} className="op-clip">
                {row.title}
              </Link>
              <span className="op-tag">{label('confidentialities', row.confidentiality)}</span>
              <span className={styles.listEnd}>
                <span className="op-meta">{t('counts', { demands: row.demands, agreed: row.agreed })}</span>
                <SafetyTag safety={row.safety} compact />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
