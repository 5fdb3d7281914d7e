import { EditOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { VisitDetail } from '#shared/contract/visits.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import type { AttachmentOwner } from '../../components/attachments/add-attachment.ts'
import { DeleteButton } from '../../components/DeleteButton.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { RecordFoot } from '../../components/RecordFoot.tsx'
import { RecordButton } from '../../components/recorder/RecordButton.tsx'
import { Screen } from '../../components/Screen.tsx'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { useDeletion } from '../../lib/use-deletion.ts'
import { VisitFacts } from './VisitFacts.tsx'
import { VisitNotes } from './VisitNotes.tsx'
import { VisitPromises } from './VisitPromises.tsx'

/** One visit, in the pane beside the list. */
export function VisitDetailScreen() {
  const { t } = useTranslation('visits')
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const visit = useLiveQuery('visits.get', { id })
  const detail = visit.data ?? null
  const current = detail !== null && !visit.stale
  const name = detail?.enterpriseName ?? t('detail.no-enterprise')
  const edit = () => void navigate(`/visits/${id}/edit`)
  const remove = useDeletion(() => navigate('/visits'))
  useShortcut('e', edit, current && detail.mine)
  useShortcut('Escape', () => void navigate('/visits'))
  return (
    <Screen
      title={detail ? name : t('detail.title')}
      state={detail && <VisitState detail={detail} />}
      actions={
        current &&
        detail.mine && (
          <>
            <Button icon={<EditOutlined aria-hidden />} onClick={edit} title="E">
              {t('common:edit')}
            </Button>
            <DeleteButton
              label={t('common:delete')}
              loading={remove.busy}
              onDelete={() => void remove.run({ table: 'visits', id }, t('common:deleted', { name }))}
            />
          </>
        )
      }
      query={visit}
      empty={<EmptyState text={t('common:record-gone')} />}
      foot={detail && <RecordFoot foot={detail.foot} source={detail.visit} />}
    >
      {(data) => (
        <div className="op-stack" aria-busy={visit.stale}>
          <ErrorNotice error={remove.error} onClose={remove.clearError} />
          <Gaps detail={data} />
          <VisitFacts detail={data} />
          <VisitPromises detail={data} />
          <AttachmentSection
            key={`files ${data.visit.id}`}
            owner={ownerOf(data)}
            extra={<RecordButton owner={ownerOf(data)} />}
          />
          <VisitNotes key={data.visit.id} detail={data} />
        </div>
      )}
    </Screen>
  )
}

const ownerOf = ({ visit: { id, confidentiality } }: VisitDetail): AttachmentOwner => ({
  table: 'visits',
  id,
  confidentiality,
})

function VisitState({ detail: { visit, lateEntryDays } }: { readonly detail: VisitDetail }) {
  const { t } = useTranslation(['visits', 'enums'])
  return (
    <>
      <span className="op-meta">{formatDay(visit.occurredOn)}</span>
      {visit.outcomeLevel && <span className="op-tag">{t(`enums:outcomeLevels.${visit.outcomeLevel}`)}</span>}
      {lateEntryDays > 0 && <span className="op-tag">{t('late-entry-days', { count: lateEntryDays })}</span>}
    </>
  )
}

/** What the visit still lacks to count, as advice. */
function Gaps({ detail }: { readonly detail: VisitDetail }) {
  const { t } = useTranslation('visits')
  if (detail.gaps.length === 0) return null
  return (
    <ul className="op-gaps">
      {detail.gaps.map((gap) => (
        <li key={gap}>{t(`gap.${gap}`)}</li>
      ))}
    </ul>
  )
}
