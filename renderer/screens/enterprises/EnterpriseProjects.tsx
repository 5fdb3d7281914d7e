import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { daysBetween } from '#shared/domain/calendar.ts'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatMoney } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import styles from './enterprises.module.css'

/** The projects in which the enterprise is the investor who leads, the latest changed first. */
export function EnterpriseProjects({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const navigate = useNavigate()
  const found = useLiveQuery('projects.list', { enterpriseId, limit: 100, offset: 0 })
  const rows = found.data?.rows ?? []
  return (
    <div className="op-stack">
      {found.data && rows.length === 0 && <p className="op-meta">{t('ofEnterprise.empty')}</p>}
      <ul className={styles.projects} aria-label={t('title')}>
        {rows.map((row) => (
          <li key={row.id} className={styles.project}>
            <span className="op-row">
              <Link to={`/projects/${row.id}`}>{row.name}</Link>
              <span className="op-tag">{label('projectStages', row.stage)}</span>
              {row.pendingStage && (
                <span className="op-tag op-tag-warn">
                  {t('list.pending', { stage: label('projectStages', row.pendingStage) })}
                </span>
              )}
              {row.isKey && <span className="op-tag op-tag-warn">{t('field.isKey')}</span>}
              <SafetyTag safety={row.safety} compact />
            </span>
            <span className="op-meta">
              {[
                row.totalInvest !== null && formatMoney(row.totalInvest),
                row.park,
                row.leadLeader,
                row.stageSince &&
                  t('detail.days', { count: Math.max(0, daysBetween(row.stageSince, today())) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <div>
        <Button
          icon={<PlusOutlined aria-hidden />}
          onClick={() => navigate(`/projects/new?enterprise=${enterpriseId}`)}
        >
          {t('list.new')}
        </Button>
      </div>
    </div>
  )
}
