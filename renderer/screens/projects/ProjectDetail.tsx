import { RiseOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { ProjectDetail as Detail } from '#shared/contract/projects.ts'
import { daysBetween } from '#shared/domain/calendar.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { Facts } from '../../components/Facts.tsx'
import { FoundRecord } from '../../components/FoundRecord.tsx'
import { RecordScreen } from '../../components/RecordScreen.tsx'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatAmount, formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { ProjectTalks } from './ProjectTalks.tsx'
import { StageHistory } from './StageHistory.tsx'
import { StagePanel } from './StagePanel.tsx'
import { StageRequestState } from './StageRequestState.tsx'

/** One project: where it stands, its facts, the stages so far, notes and files. */
export function ProjectDetail({ id }: { readonly id: string }) {
  const { t } = useTranslation('projects')
  const found = useLiveQuery('projects.get', { id })
  return (
    <FoundRecord
      query={found}
      title={t('title')}
      gone={t('detail.notFound')}
      isAsked={(data) => data.project.id === id}
    >
      {(detail) => <Shown detail={detail} />}
    </FoundRecord>
  )
}

function Shown({ detail }: { readonly detail: Detail }) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const { project, stageRequest } = detail
  const [search, setSearch] = useSearchParams()
  const [asking, setAsking] = useState(false)
  const isPending = stageRequest?.state === 'pending'
  const owner = {
    table: 'projects',
    id: project.id,
    enterpriseId: project.enterpriseId,
    tripId: project.tripId,
  }
  const tabs = [
    { key: 'overview', children: <ProjectFacts detail={detail} /> },
    { key: 'stages', children: <StageHistory steps={project.stageHistory} /> },
    { key: 'talks', children: <ProjectTalks project={project} /> },
    { key: 'attachments', children: <AttachmentSection owner={owner} /> },
  ]
  return (
    <RecordScreen
      topic="projects"
      record={{ table: 'projects', id: project.id }}
      name={project.name}
      state={
        <>
          <span className="op-tag">{label('projectStages', project.stage)}</span>
          {isPending && (
            <span className="op-tag op-tag-warn">
              {t('detail.pending', { stage: label('projectStages', stageRequest.to) })}
            </span>
          )}
          {project.isKey && <span className="op-tag op-tag-warn">{t('field.isKey')}</span>}
        </>
      }
      actions={
        !isPending && (
          <Button
            type="primary"
            icon={<RiseOutlined aria-hidden />}
            aria-expanded={asking}
            onClick={() => setAsking(true)}
          >
            {t('stage.ask')}
          </Button>
        )
      }
      foot={detail.foot}
    >
      {asking && !isPending && <StagePanel project={project} onClose={() => setAsking(false)} />}
      <StageRequestState request={stageRequest} />
      <Tabs
        activeKey={search.get('tab') ?? 'overview'}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        items={tabs.map(({ key, children }) => ({ key, children, label: t(`detail.${key}`) }))}
      />
    </RecordScreen>
  )
}

function ProjectFacts({ detail }: { readonly detail: Detail }) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const { project, enterpriseName, unitName } = detail
  const amount = (value: number | null) => (value === null ? null : formatAmount(value))
  const since = project.stageSince && (
    <>
      {formatDay(project.stageSince)}{' '}
      <span className="op-meta">
        {t('detail.days', { count: Math.max(0, daysBetween(project.stageSince, today())) })}
      </span>
    </>
  )
  const investor = project.enterpriseId && enterpriseName && (
    <Link to={`/enterprises/${project.enterpriseId}`}>{enterpriseName}</Link>
  )
  const leader = project.leadLeader ?? <span className="op-late">{t('detail.noLeader')}</span>
  const rows = [
    ['enterprise', investor],
    ['investors', project.investors.join('、')],
    ['totalInvest', amount(project.totalInvest)],
    ['stageSince', since],
    ['leadLeader', leader],
    ['unit', unitName],
    ['park', project.park],
    ['landMu', amount(project.landMu)],
    ['kind', label('projectKinds', project.kind)],
    ['class', label('projectClasses', project.class)],
    ['code', project.code],
  ] as const
  return (
    <Facts
      label={t('detail.facts')}
      rows={rows.map(([field, value]) => ({ key: field, name: t(`field.${field}`), value }))}
      wide={[
        { key: 'content', name: t('field.content'), value: project.content },
        { key: 'remarks', name: t('field.remarks'), value: project.remarks },
      ]}
    />
  )
}
