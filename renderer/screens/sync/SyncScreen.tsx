import { SyncOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { SyncStatus } from '#shared/contract/sync.ts'
import type { SyncTotals } from '#shared/contract/sync-centre.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Screen } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { countsEveryMs, useLiveQuery } from '../../lib/live-query.ts'
import { useSyncStatus } from '../../lib/sync-status.ts'
import { useAction } from '../../lib/use-action.ts'
import { ArchiveOffer } from './ArchiveOffer.tsx'
import { CarriedList } from './CarriedList.tsx'
import { ConflictList } from './ConflictList.tsx'
import { KeptList } from './KeptList.tsx'
import { MeteredSwitch } from './MeteredSwitch.tsx'
import { RecordSum } from './RecordSum.tsx'
import { RefusedList } from './RefusedList.tsx'
import { SyncNumbers } from './SyncNumbers.tsx'
import { SyncPlaces } from './SyncPlaces.tsx'
import { SyncProblem } from './SyncProblem.tsx'
import styles from './sync.module.css'
import { type SyncList, useSyncView } from './sync-store.ts'
import { UploadedList } from './UploadedList.tsx'
import { UploadProgress } from './UploadProgress.tsx'
import { WaitingList } from './WaitingList.tsx'

/** From this many seconds on a wrong clock is pointed out: times of visits would be recorded wrongly. */
const clockToleranceSeconds = 300

/** The sync centre: what is only here, on the way, sent back, in conflict or safe, and what to do about it. */
export function SyncScreen() {
  const { t } = useTranslation('sync')
  const status = useSyncStatus()
  const syncNow = useAction(() => call('sync.now', {}))
  return (
    <Screen
      title={t('title')}
      state={status && <span className="op-meta">{lastSynced(status)}</span>}
      actions={
        <Button
          type="primary"
          icon={<SyncOutlined aria-hidden />}
          loading={syncNow.busy}
          disabled={status?.phase === 'signed-out'}
          onClick={() => syncNow.run()}
        >
          {t('now')}
        </Button>
      }
      filters={<SyncPlaces />}
    >
      <ErrorNotice error={syncNow.error} onClose={syncNow.clearError} />
      {status ? <Overview status={status} /> : <Skeleton active />}
    </Screen>
  )

  function lastSynced({ lastSyncedAt }: SyncStatus): string {
    return lastSyncedAt ? t('lastSynced', { time: formatInstant(lastSyncedAt) }) : t('neverSynced')
  }
}

function Overview({ status }: { readonly status: SyncStatus }) {
  const { list, show } = useSyncView()
  const totals = useLiveQuery('sync.totals', {}, countsEveryMs)
  // Settling the last one of a list does not take the list away from under the hand.
  const [pressing] = useState(() => mostPressing(status))
  const shown = list ?? pressing
  return (
    <>
      <div className={styles.line}>
        <PhaseLine status={status} />
        <MeteredSwitch />
      </div>
      <ArchiveOffer />
      <SyncProblem problem={status.problem} />
      <ClockWarning seconds={status.clockOffsetSeconds} />
      <SyncNumbers status={status} totals={totals.data} shown={shown} onShow={show} />
      {totals.data && <RecordSum records={totals.data.records} waiting={status.waiting} />}
      <Details list={shown} status={status} totals={totals.data} />
    </>
  )
}

function Details({
  list,
  status,
  totals,
}: {
  readonly list: SyncList
  readonly status: SyncStatus
  readonly totals: SyncTotals | undefined
}) {
  switch (list) {
    case 'waiting':
      return <WaitingList allElseSafe={isAllUploaded(status, totals)} />
    case 'uploading':
      return <UploadProgress progress={status.progress} />
    case 'refused':
      return <RefusedList />
    case 'conflicts':
      return <ConflictList />
    case 'carried':
      return <CarriedList />
    case 'kept':
      return <KeptList />
    case 'uploaded':
      return <UploadedList />
  }
}

/** That all is uploaded is only said when it is: nothing sent back, no file here alone, no colleague's work carried. */
function isAllUploaded({ refused, files }: SyncStatus, totals: SyncTotals | undefined): boolean {
  return (
    refused + (files ? files.waiting + files.refused : 0) + (totals ? totals.carried + totals.kept : 0) === 0
  )
}

/** What needs a person comes first. */
function mostPressing(status: SyncStatus): SyncList {
  if (status.conflicts > 0) return 'conflicts'
  return status.refused > 0 ? 'refused' : 'waiting'
}

function PhaseLine({ status }: { readonly status: SyncStatus }) {
  const { t } = useTranslation('sync')
  const navigate = useNavigate()
  return (
    <p className={styles.phase}>
      {t(`phase.${status.phase}`, { done: status.progress?.done ?? 0, total: status.progress?.total ?? 0 })}
      {status.phase === 'signed-out' && (
        <Button type="link" onClick={() => navigate('/account')}>
          {t('signIn')}
        </Button>
      )}
    </p>
  )
}

function ClockWarning({ seconds }: { readonly seconds: number | null }) {
  const { t } = useTranslation('sync')
  if (seconds === null || Math.abs(seconds) <= clockToleranceSeconds) return null
  const minutes = Math.round(Math.abs(seconds) / 60)
  return (
    <Notice kind="warn" title={t('clock.title')}>
      {t(seconds > 0 ? 'clock.fast' : 'clock.slow', { minutes })}
    </Notice>
  )
}
