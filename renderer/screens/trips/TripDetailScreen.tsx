import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { TripDetail } from '#shared/contract/trips.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { TripFilesSwitch } from '../../components/attachments/TripFilesSwitch.tsx'
import { FoundRecord } from '../../components/FoundRecord.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { RecordScreen } from '../../components/RecordScreen.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { MinutesPanel } from '../minutes/MinutesPanel.tsx'
import { ReportBar } from './ReportBar.tsx'
import { TripFacts } from './TripFacts.tsx'
import { TripMembers } from './TripMembers.tsx'
import { TripPlan } from './TripPlan.tsx'
import { TripStateButtons } from './TripStateButtons.tsx'
import { TripVisits } from './TripVisits.tsx'
import styles from './trips.module.css'

/** One trip: its days by half days, its visits, who travels, and the way to its report. */
export function TripDetailScreen() {
  const { t } = useTranslation('trips')
  const { id = '' } = useParams()
  const found = useLiveQuery('trips.get', { id })
  return (
    <FoundRecord
      query={found}
      title={t('title')}
      gone={t('detail.notFound')}
      isAsked={(data) => data.trip.id === id}
    >
      {(detail) => <Shown key={id} detail={detail} />}
    </FoundRecord>
  )
}

function Shown({ detail }: { readonly detail: TripDetail }) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  const { trip } = detail
  const navigate = useNavigate()
  return (
    <RecordScreen
      topic="trips"
      record={{ table: 'trips', id: trip.id }}
      name={trip.title}
      state={
        <>
          <span className="op-tag">{label('tripStates', trip.state)}</span>
          <Freshness tripId={trip.id} />
        </>
      }
      actions={
        <>
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => navigate(`/visits/new?trip=${trip.id}`)}
          >
            {t('detail.recordVisit')}
          </Button>
          <TripStateButtons trip={trip} />
        </>
      }
      foot={detail.foot}
    >
      <div className="op-stack">
        <ReportBar detail={detail} />
        <div className={styles.columns}>
          <div className="op-stack">
            <TripPlan detail={detail} />
            <TripVisits visits={detail.visits} />
            <MinutesPanel tripId={trip.id} />
            <AttachmentSection
              owner={{ table: 'trips', id: trip.id }}
              withRelated
              extra={<TripFilesSwitch tripId={trip.id} />}
            />
          </div>
          <div className="op-stack">
            <TripFacts detail={detail} />
            <TripMembers members={detail.members} />
          </div>
        </div>
      </div>
    </RecordScreen>
  )
}
