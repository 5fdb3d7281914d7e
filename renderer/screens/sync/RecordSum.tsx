import { useTranslation } from 'react-i18next'
import type { SyncTotals } from '#shared/contract/sync-centre.ts'
import { formatAmount } from '../../lib/format.ts'
import { sumParts } from './record-sum.ts'
import styles from './sync.module.css'

/** `共 1,203 条记录，每条只计一次：…`: the lists count changes, one record may have several; this counts records. */
export function RecordSum({
  records,
  waiting,
}: {
  readonly records: SyncTotals['records']
  /** Changes that are only here. */
  readonly waiting: number
}) {
  const { t } = useTranslation('sync')
  const { total, parts } = sumParts(records, waiting)
  if (total === 0) return null
  return (
    <p className={styles.sum}>
      {t('sum.all', { count: total, total: formatAmount(total) })}
      {parts.map(({ state, count, changes }, index) => (
        <span key={state}>
          {index > 0 && ' + '}
          {t(`sum.${state}`, { amount: formatAmount(count) })}
          {changes !== null && t('sum.changes', { amount: formatAmount(changes) })}
        </span>
      ))}
    </p>
  )
}
