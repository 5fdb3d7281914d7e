import { IdcardOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useOutlet, useParams } from 'react-router'
import type { ContactSummary } from '#shared/contract/contacts.ts'
import { type Column, DenseTable } from '../../components/DenseTable.tsx'
import { DuplicatesButton } from '../../components/DuplicatesButton.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useLongList } from '../../lib/long-list.ts'
import { useTextFromAddress } from '../../lib/text-from-address.ts'
import { useContactList } from './contact-list-store.ts'

/** The people of the other side, beside the one that is open. */
export function ContactListScreen() {
  const { t } = useTranslation(['contacts', 'cards'])
  const { id = null } = useParams()
  const detail = useOutlet()
  const navigate = useNavigate()
  const { text, search } = useContactList()
  const { query: list, source } = useLongList('contacts.list', { text })
  useTextFromAddress(search)
  const columns = useColumns()
  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/contacts/new')}>
      {t('list.new')}
    </Button>
  )
  const table = (
    <Answered
      query={list}
      empty={
        text ? (
          <EmptyState text={t('list.emptyFiltered')} />
        ) : (
          <EmptyState text={t('list.empty')} action={create} />
        )
      }
    >
      {() => (
        <DenseTable
          label={t('list.label')}
          columns={columns}
          source={source}
          rowKey={(row) => row.id}
          chosenKey={id}
          autoFocus
          onOpen={(row) => navigate(`/contacts/${row.id}`, { replace: id !== null })}
        />
      )}
    </Answered>
  )
  return (
    <Screen
      title={t('title')}
      state={
        list.data && (
          <span className="op-meta">
            {list.data.more
              ? t('common:at-least', { total: list.data.total })
              : t('list.count', { count: list.data.total })}
          </span>
        )
      }
      actions={
        <>
          <DuplicatesButton table="contacts" />
          <Button icon={<IdcardOutlined aria-hidden />} onClick={() => navigate('/contacts/card')}>
            {t('cards:open')}
          </Button>
          {create}
        </>
      }
      filters={<SearchInput label={t('list.search')} value={text} onChange={search} />}
      flush
    >
      <MasterDetail list={table} detail={detail} hint={t('list.choose')} />
    </Screen>
  )
}

function useColumns(): Column<ContactSummary>[] {
  const { t } = useTranslation('contacts')
  return [
    {
      key: 'name',
      title: t('field.name'),
      lead: true,
      width: '92px',
      render: (row) => row.name,
    },
    {
      key: 'title',
      title: t('field.title'),
      width: 'minmax(72px, 1fr)',
      render: (row) => (
        <span title={row.title ?? undefined}>
          {row.isDecisionMaker && <span className="op-tag op-tag-warn">{t('field.isDecisionMaker')}</span>}{' '}
          {row.title}
        </span>
      ),
    },
    {
      key: 'enterprise',
      title: t('field.enterprise'),
      width: 'minmax(96px, 1.6fr)',
      render: (row) => <span title={row.enterpriseName ?? undefined}>{row.enterpriseName}</span>,
    },
    { key: 'safety', title: '', width: '24px', render: (row) => <SafetyTag safety={row.safety} compact /> },
  ]
}
