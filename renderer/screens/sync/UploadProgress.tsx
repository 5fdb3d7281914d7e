import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SyncStatus } from '#shared/contract/sync.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { SyncPanel } from './SyncPanel.tsx'

/** How far the present upload is. */
export function UploadProgress({ progress }: Pick<SyncStatus, 'progress'>) {
  const { t } = useTranslation('sync')
  return (
    <SyncPanel list="uploading">
      {progress && progress.total > 0 ? (
        <>
          <p>{t('uploading.progress', { done: progress.done, total: progress.total })}</p>
          <Progress percent={Math.round((progress.done / progress.total) * 100)} />
        </>
      ) : (
        <EmptyState text={t('uploading.none')} />
      )}
    </SyncPanel>
  )
}
