import { Switch } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './attachments.module.css'
import { formatSize } from './file-text.ts'

/** Keeps all files of a trip on this device, and says how many are. */
export function TripFilesSwitch({ tripId }: { readonly tripId: string }) {
  const { t } = useTranslation('attachments')
  const label = useId()
  const state = useLiveQuery('attachments.tripFiles', { tripId })
  const keep = useAction((keep: boolean) => call('attachments.keepTrip', { tripId, keep }))
  const { data } = state
  if (!data) return null
  const missing = data.missingBytes > 0 && t('keptMissing', { size: formatSize(data.missingBytes) })
  return (
    <span className={styles.keep} title={t('keptHint')}>
      <Switch
        size="small"
        aria-labelledby={label}
        checked={data.kept}
        loading={keep.busy}
        onChange={(checked) => void keep.run(checked)}
      />
      <span id={label}>{t('kept')}</span>
      {data.files > 0 && (
        <span className="op-meta">
          {[t('keptState', { here: data.here, files: data.files }), missing].filter(Boolean).join(' · ')}
        </span>
      )}
    </span>
  )
}
