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

interface Props {
  readonly enterpriseId: string
  /** Minutes of this visit alone; new ones begin with what it tells. */
  readonly visitId?: string
}

/** Minutes of an enterprise or of a visit, newest first, and the way to write them. */
export function MinutesPanel({ enterpriseId, visitId }: Props) {
  const { t } = useTranslation('minutes')
  const { label } = useEnums()
  const navigate = useNavigate()
  const found = useLiveQuery('minutes.list', visitId ? { visitId } : { enterpriseId })
  const rows = found.data ?? []
  const begin = () =>
    void navigate(visitId ? `/minutes/new?visit=${visitId}` : `/minutes/new?enterprise=${enterpriseId}`)
  return (
    <section className={styles.panel} aria-label={t('title')}>
      <div className={styles.panelHead}>
        <h2 className={visitId ? undefined : 'op-unseen'}>{t('title')}</h2>
        <Button size="small" icon={<FileTextOutlined aria-hidden />} onClick={begin}>
          {t('write')}
        </Button>
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
