import { CheckCircleOutlined, FileTextOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { TripDetail } from '#shared/contract/trips.ts'
import { useToday } from '../../lib/clock.ts'
import { formatDay } from '../../lib/format.ts'
import { isReportLate } from './report-due.ts'
import { reportGaps } from './report-gaps.ts'
import styles from './trips.module.css'

/** The bar that leads to the report: what it still lacks and when it is due. */
export function ReportBar({ detail }: { readonly detail: TripDetail }) {
  const { t } = useTranslation('trips')
  const navigate = useNavigate()
  const today = useToday()
  const { trip, reportDueOn } = detail
  const gaps = reportGaps(detail)
  const late = isReportLate({ state: trip.state, reportDueOn }, today)
  const date = formatDay(reportDueOn)
  return (
    <section className={styles.bar} aria-label={t('reportBar.label')}>
      {gaps.length === 0 ? (
        <span>
          <CheckCircleOutlined aria-hidden /> {t('reportBar.complete')}
        </span>
      ) : (
        <span>
          {t('reportBar.missing')}{' '}
          {gaps.map(({ key, count }) => t(`reportBar.${key}`, { count })).join(t('reportBar.separator'))}
        </span>
      )}
      {trip.state !== 'reported' && trip.state !== 'cancelled' && (
        <span className={late ? 'op-late' : 'op-meta'}>
          {late ? t('detail.reportOverdue', { date }) : t('detail.reportDue', { date })}
        </span>
      )}
      <Button
        type={gaps.length === 0 ? 'primary' : 'default'}
        icon={<FileTextOutlined aria-hidden />}
        onClick={() => navigate(`/trips/${trip.id}/report`)}
      >
        {t('reportBar.open')}
      </Button>
    </section>
  )
}
