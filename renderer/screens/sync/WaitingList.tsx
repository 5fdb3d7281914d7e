import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PendingChange } from '#shared/contract/sync.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { changedFields, changeTitle, RecordLink } from './PendingRecord.tsx'
import { SyncPanel } from './SyncPanel.tsx'

/** What is only on this device, the oldest first. */
export function WaitingList() {
  const { t } = useTranslation('sync')
  const waiting = useLiveQuery('sync.waiting', {})
  return (
    <SyncPanel list="waiting">
      <Answered query={waiting} empty={<EmptyState text={t('waiting.empty')} />}>
        {(rows) => (
          <Table<PendingChange>
            size="small"
            rowKey="opId"
            dataSource={[...rows]}
            pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            columns={[
              { title: t('waiting.record'), render: (_, change) => <RecordLink change={change} /> },
              { title: t('waiting.change'), width: 120, render: (_, change) => changeTitle(change) },
              { title: t('waiting.fields'), ellipsis: true, render: (_, change) => changedFields(change) },
              {
                title: t('waiting.note'),
                width: 260,
                render: (_, { handedTo, awaits }) =>
                  handedTo
                    ? t('waiting.handedTo', { name: handedTo.receiver, time: formatInstant(handedTo.at) })
                    : awaits &&
                      (awaits.author === null
                        ? t('waiting.awaitsRight')
                        : t('waiting.awaits', { name: awaits.author })),
              },
              { title: t('waiting.at'), width: 160, render: (_, change) => formatInstant(change.at) },
            ]}
          />
        )}
      </Answered>
    </SyncPanel>
  )
}
