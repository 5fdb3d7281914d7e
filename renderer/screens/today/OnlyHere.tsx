import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useSyncStatus } from '../../lib/sync-status.ts'
import { Block } from './Block.tsx'
import { VisitLines } from './VisitLines.tsx'

/** Visits that are nowhere but on this device. */
export function OnlyHere() {
  const { t } = useTranslation('today')
  const local = useLiveQuery('visits.list', { onlyLocal: true, limit: 6 })
  const waiting = useSyncStatus()?.waiting ?? 0
  return (
    <Block title={t('only-here')} query={local}>
      {({ rows, total }) => (
        <>
          {rows.length === 0 && waiting === 0 ? (
            <p className="op-meta">{t('nothing-only-here')}</p>
          ) : (
            <VisitLines visits={rows} />
          )}
          {(waiting > 0 || total > rows.length) && (
            <p>
              <Link to="/sync">{t('waiting', { count: waiting })}</Link>
            </p>
          )}
        </>
      )}
    </Block>
  )
}
