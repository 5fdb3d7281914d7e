import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { TripDetail } from '#shared/contract/trips.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { TripFilesSwitch } from '../../components/attachments/TripFilesSwitch.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { RecordFoot } from '../../components/RecordFoot.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
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
  if (found.data && found.data.trip.id === id) return <Shown key={id} detail={found.data} />
  return (
    <Screen title={t('title')}>
      <Answered query={found} empty={<EmptyState text={t('detail.notFound')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

function Shown({ detail }: { readonly detail: TripDetail }) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  const { trip } = detail
  const navigate = useNavigate()
  const edit = () => navigate(`/trips/${trip.id}/edit`)
  useShortcut('e', edit)
  const target = { table: 'trips' as const, id: trip.id }
  const remove = useAction(async () => {
    await call('records.delete', target)
    showToast(t('detail.deleted', { name: trip.title }), () => call('records.undelete', target))
    navigate('/trips')
  })
  return (
    <Screen
      title={trip.title}
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
          <Button icon={<EditOutlined aria-hidden />} title="E" onClick={edit}>
            {t('detail.edit')}
          </Button>
          <Button
            aria-label={t('detail.delete')}
            title={t('detail.delete')}
            icon={<DeleteOutlined aria-hidden />}
            loading={remove.busy}
            onClick={() => remove.run()}
          />
        </>
      }
      foot={<RecordFoot foot={detail.foot} />}
    >
      <ErrorNotice error={remove.error} onClose={remove.clearError} />
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
    </Screen>
  )
}
