import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PendingChange } from '#shared/contract/sync.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { HeldChanges } from './HeldChanges.tsx'
import { changedFields, changeTitle, RecordLink } from './PendingRecord.tsx'
import { SyncPanel } from './SyncPanel.tsx'

/** What is only on this device, the oldest first. @param allElseSafe whether nothing is missing on the server otherwise either */
export function WaitingList({ allElseSafe }: { readonly allElseSafe: boolean }) {
  const { t } = useTranslation('sync')
  const waiting = useLiveQuery('sync.waiting', {})
  return (
    <SyncPanel list="waiting">
      <Answered
        query={waiting}
        empty={<EmptyState text={t(allElseSafe ? 'waiting.empty' : 'waiting.emptyButOthers')} />}
      >
        {(rows) => (
          <>
            <HeldChanges changes={rows} />
            <PlainChanges changes={rows.filter(({ awaits }) => !awaits)} />
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}

/** What goes up as soon as there is a network. */
function PlainChanges({ changes }: { readonly changes: readonly PendingChange[] }) {
  const { t } = useTranslation('sync')
  if (changes.length === 0) return null
  const handed = changes.some(({ handedTo }) => handedTo)
  return (
    <Table<PendingChange>
      size="small"
      rowKey="opId"
      dataSource={[...changes]}
      pagination={changes.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      columns={[
        { title: t('waiting.record'), render: (_, change) => <RecordLink change={change} /> },
        { title: t('waiting.change'), width: 120, render: (_, change) => changeTitle(change) },
        { title: t('waiting.fields'), ellipsis: true, render: (_, change) => changedFields(change) },
        ...(handed
          ? [
              {
                title: t('waiting.note'),
                width: 300,
                render: (_: unknown, { handedTo }: PendingChange) =>
                  handedTo &&
                  t('waiting.handedTo', { name: handedTo.receiver, time: formatInstant(handedTo.at) }),
              },
            ]
          : []),
        { title: t('waiting.at'), width: 160, render: (_, change) => formatInstant(change.at) },
      ]}
    />
  )
}
