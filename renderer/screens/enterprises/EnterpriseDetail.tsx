import { DeleteOutlined, EditOutlined, PlusOutlined, SwapOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { EnterpriseDetail as Detail } from '#shared/contract/enterprises.ts'
import { handingRoles } from '#shared/domain/transfers.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { RecordFoot } from '../../components/RecordFoot.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { MergedRecords } from '../duplicates/MergedRecords.tsx'
import { useStandingRecord } from '../duplicates/use-standing-record.ts'
import { BadgeTags } from './BadgeTags.tsx'
import { EnterpriseContacts } from './EnterpriseContacts.tsx'
import { EnterpriseFacts } from './EnterpriseFacts.tsx'
import { EnterpriseProjects } from './EnterpriseProjects.tsx'
import { EnterprisePromises } from './EnterprisePromises.tsx'
import { EnterpriseTalks } from './EnterpriseTalks.tsx'
import { EnterpriseTimeline } from './EnterpriseTimeline.tsx'
import { type EnterpriseTab, enterpriseTabs, useEnterpriseView } from './enterprise-view-store.ts'
import { TransferPanel } from './TransferPanel.tsx'
import { TransferState } from './TransferState.tsx'

/** One enterprise: title and state, key facts, what happened, whom we know, what was asked and promised. */
export function EnterpriseDetail({ id }: { readonly id: string }) {
  const { t } = useTranslation('enterprises')
  const found = useLiveQuery('enterprises.get', { id })
  useStandingRecord('enterprises', found.data === null ? id : null)
  if (found.data && found.data.enterprise.id === id) return <Shown detail={found.data} />
  return (
    <Screen title={t('title')}>
      <Answered query={found} empty={<EmptyState text={t('detail.notFound')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

function Shown({ detail }: { readonly detail: Detail }) {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  const { enterprise } = detail
  const { opened, openTab } = useEnterpriseView()
  const [search] = useSearchParams()
  // The address names the side to open, as for a note that was searched for.
  const asked = enterpriseTabs.find((key) => key === search.get('tab'))
  useEffect(() => {
    if (asked) openTab(enterprise.id, asked)
  }, [asked, enterprise.id, openTab])
  const tab = opened?.id === enterprise.id ? opened.tab : 'overview'
  const navigate = useNavigate()
  const { account } = useAccountStatus()
  const [transferring, setTransferring] = useState(false)
  const edit = () => navigate(`/enterprises/${enterprise.id}/edit`)
  useShortcut('e', edit)
  const target = { table: 'enterprises' as const, id: enterprise.id }
  const remove = useAction(async () => {
    await call('records.delete', target)
    showToast(t('detail.deleted', { name: enterprise.name }), () => call('records.undelete', target))
    navigate('/enterprises')
  })
  const tabs: readonly { readonly key: EnterpriseTab; readonly children: ReactNode }[] = [
    { key: 'overview', children: <EnterpriseFacts detail={detail} /> },
    {
      key: 'timeline',
      children: <EnterpriseTimeline enterpriseId={enterprise.id} entries={detail.timeline} />,
    },
    {
      key: 'talks',
      children: <EnterpriseTalks key={enterprise.id} id={enterprise.id} name={enterprise.name} />,
    },
    { key: 'contacts', children: <EnterpriseContacts detail={detail} /> },
    { key: 'projects', children: <EnterpriseProjects enterpriseId={enterprise.id} /> },
    { key: 'promises', children: <EnterprisePromises enterpriseId={enterprise.id} /> },
    {
      key: 'attachments',
      children: <AttachmentSection owner={{ table: 'enterprises', id: enterprise.id }} withRelated />,
    },
  ]
  return (
    <Screen
      title={enterprise.name}
      state={
        <>
          {enterprise.status && (
            <span className="op-tag">{label('enterpriseStatuses', enterprise.status)}</span>
          )}
          {enterprise.priority && (
            <span className="op-tag op-tag-warn">{label('priorities', enterprise.priority)}</span>
          )}
        </>
      }
      actions={
        <>
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => navigate(`/visits/new?enterprise=${enterprise.id}`)}
          >
            {t('detail.recordVisit')}
          </Button>
          <Button icon={<EditOutlined aria-hidden />} title="E" onClick={edit}>
            {t('detail.edit')}
          </Button>
          {handingRoles.includes(account.role) && detail.transfer?.state !== 'pending' && (
            <Button
              aria-label={t('transfer.title')}
              title={t('transfer.title')}
              aria-expanded={transferring}
              icon={<SwapOutlined aria-hidden />}
              onClick={() => setTransferring(true)}
            />
          )}
          <Button
            aria-label={t('detail.delete')}
            title={t('detail.delete')}
            icon={<DeleteOutlined aria-hidden />}
            loading={remove.busy}
            onClick={() => remove.run()}
          />
        </>
      }
      foot={<RecordFoot foot={detail.foot} source={detail.enterprise} />}
    >
      <ErrorNotice error={remove.error} onClose={remove.clearError} />
      {transferring && <TransferPanel enterprise={enterprise} onClose={() => setTransferring(false)} />}
      <MergedRecords table="enterprises" id={enterprise.id} />
      <TransferState transfer={detail.transfer} />
      {enterprise.badges.length > 0 && <BadgeTags badges={enterprise.badges} />}
      <Tabs
        activeKey={tab}
        onChange={(key) => openTab(enterprise.id, tabs.find((each) => each.key === key)?.key ?? 'overview')}
        items={tabs.map(({ key, children }) => ({ key, children, label: t(`detail.${key}`) }))}
      />
    </Screen>
  )
}
