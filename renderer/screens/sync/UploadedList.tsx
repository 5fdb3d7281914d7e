import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { UploadedChange } from '#shared/contract/sync-centre.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { changedFields, changeTitle, RecordLink } from './PendingRecord.tsx'
import { SyncPanel } from './SyncPanel.tsx'
import styles from './sync.module.css'

/** What the server confirmed last, change by change. */
export function UploadedList() {
  const { t } = useTranslation('sync')
  const uploaded = useLiveQuery('sync.uploaded', {})
  return (
    <SyncPanel list="uploaded">
      <Answered query={uploaded} empty={<EmptyState text={t('uploaded.empty')} />}>
        {(rows) => (
          <>
            <p className={styles.intro}>{t('uploaded.intro')}</p>
            <Table<UploadedChange>
              size="small"
              rowKey="opId"
              dataSource={[...rows]}
              pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
              columns={[
                {
                  title: t('waiting.record'),
                  width: 420,
                  render: (_, change) => <RecordLink change={change} />,
                },
                { title: t('waiting.change'), width: 96, render: (_, change) => changeTitle(change) },
                {
                  title: t('waiting.fields'),
                  ellipsis: true,
                  render: (_, change) => changedFields(change),
                },
                { title: t('uploaded.made'), width: 160, render: (_, change) => formatInstant(change.at) },
                {
                  title: t('uploaded.confirmed'),
                  width: 190,
                  render: (_, change) => formatInstant(change.uploadedAt),
                },
              ]}
            />
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}
