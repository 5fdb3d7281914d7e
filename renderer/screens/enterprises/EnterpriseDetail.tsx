import { PlusOutlined, SwapOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { EnterpriseDetail as Detail } from '#shared/contract/enterprises.ts'
import { handingRoles } from '#shared/domain/transfers.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { FoundRecord } from '../../components/FoundRecord.tsx'
import { RecordScreen } from '../../components/RecordScreen.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
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
  return (
    <FoundRecord
      query={found}
      title={t('title')}
      gone={t('detail.notFound')}
      isAsked={(data) => data.enterprise.id === id}
    >
      {(detail) => <Shown detail={detail} />}
    </FoundRecord>
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
    <RecordScreen
      topic="enterprises"
      record={{ table: 'enterprises', id: enterprise.id }}
      name={enterprise.name}
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
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => navigate(`/visits/new?enterprise=${enterprise.id}`)}
        >
          {t('detail.recordVisit')}
        </Button>
      }
      more={
        handingRoles.includes(account.role) &&
        detail.transfer?.state !== 'pending' && (
          <Button
            aria-label={t('transfer.title')}
            title={t('transfer.title')}
            aria-expanded={transferring}
            icon={<SwapOutlined aria-hidden />}
            onClick={() => setTransferring(true)}
          />
        )
      }
      foot={detail.foot}
      source={enterprise}
    >
      {transferring && <TransferPanel enterprise={enterprise} onClose={() => setTransferring(false)} />}
      <MergedRecords table="enterprises" id={enterprise.id} />
      <TransferState transfer={detail.transfer} />
      {enterprise.badges.length > 0 && <BadgeTags badges={enterprise.badges} />}
      <Tabs
        activeKey={tab}
        onChange={(key) => openTab(enterprise.id, tabs.find((each) => each.key === key)?.key ?? 'overview')}
        items={tabs.map(({ key, children }) => ({ key, children, label: t(`detail.${key}`) }))}
      />
    </RecordScreen>
  )
}
