import { Button, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { KeptRecord } from '#shared/contract/sync-centre.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { RecordLink } from './PendingRecord.tsx'
import { SyncPanel } from './SyncPanel.tsx'
import { keptAsText } from './text-file.ts'
import { useTextExport } from './use-text-export.ts'

/** Colleagues' records that a server which was set back lacks; perhaps nobody else has them. */
export function KeptList() {
  const { t } = useTranslation('sync')
  const kept = useLiveQuery('sync.kept', {})
  const save = useTextExport('kept.fileName', keptAsText)
  return (
    <SyncPanel list="kept">
      <Answered query={kept} empty={<EmptyState text={t('kept.empty')} />}>
        {(rows) => (
          <>
            <Notice
              kind="warn"
              title={t('kept.title')}
              action={
                <Button size="small" loading={save.busy} onClick={() => save.run(rows)}>
                  {t('refused.exportAll')}
                </Button>
              }
            >
              {t('kept.intro')}
            </Notice>
            <ErrorNotice error={save.error} onClose={save.clearError} />
            <Table<KeptRecord>
              size="small"
              rowKey={({ table, recordId }) => `${table} ${recordId}`}
              dataSource={[...rows]}
              pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
              columns={[
                {
                  title: t('waiting.record'),
                  render: (_, each) => <RecordLink change={each} />,
                },
                { title: t('kept.what'), width: 220, render: (_, each) => t(`kept.kind.${each.kind}`) },
                {
                  title: t('kept.whose'),
                  width: 180,
                  render: (_, each) => each.author ?? t('carried.unknown'),
                },
                { title: t('kept.since'), width: 160, render: (_, each) => formatInstant(each.since) },
              ]}
            />
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}
