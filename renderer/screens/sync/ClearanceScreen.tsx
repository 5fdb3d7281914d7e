import { CheckCircleFilled, PrinterOutlined, StopFilled } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AppError, errorCodes } from '#shared/contract/errors.ts'
import type { Clearance } from '#shared/contract/sync.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Screen } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useAction } from '../../lib/use-action.ts'
import { ClearanceSheet } from './ClearanceSheet.tsx'
import styles from './clearance.module.css'
import { keptByMaker, keptSum } from './kept-text.ts'
import { SyncPlaces } from './SyncPlaces.tsx'
import { useSyncView } from './sync-store.ts'

/** "May I hand over this laptop?": yes or no, what is missing, and the sheet that proves it. */
export function ClearanceScreen() {
  const { t } = useTranslation('sync')
  const [clearance, setClearance] = useState<Clearance | null>(null)
  const check = useAction(async () => setClearance(await call('sync.clearance', {})))
  const { run } = check
  useEffect(() => void run(), [run])
  return (
    <Screen
      title={t('clearance.title')}
      actions={
        <>
          <Button loading={check.busy} onClick={() => check.run()}>
            {t('clearance.again')}
          </Button>
          <Button
            type="primary"
            icon={<PrinterOutlined aria-hidden />}
            disabled={!clearance || check.busy}
            onClick={() => window.print()}
          >
            {t(clearance?.clear === false ? 'clearance.printState' : 'clearance.print')}
          </Button>
        </>
      }
      filters={<SyncPlaces />}
    >
      <ErrorNotice error={check.error} onRetry={() => check.run()} />
      {check.busy && !clearance && (
        <div className={styles.checking} role="status">
          <p>{t('clearance.checking')}</p>
          <Progress percent={100} status="active" showInfo={false} />
        </div>
      )}
      {clearance && (
        <>
          <Verdict clearance={clearance} />
          <ClearanceSheet clearance={clearance} />
        </>
      )}
    </Screen>
  )
}

function Verdict({ clearance }: { readonly clearance: Clearance }) {
  const { t } = useTranslation('sync')
  const { clear, obstacles, checkedAt, problem } = clearance
  // That nobody answers is said by the obstacle already.
  const code = errorCodes.find((each) => each === problem && each !== 'server/unreachable')
  return (
    <section
      className={`${styles.verdict} ${clear ? styles.yes : styles.no}`}
      aria-label={t('clearance.verdict')}
      role="status"
    >
      <h2>
        {clear ? <CheckCircleFilled aria-hidden /> : <StopFilled aria-hidden />}{' '}
        {t(clear ? 'clearance.yes' : 'clearance.no')}
      </h2>
      <p>
        {t(clear ? 'clearance.yesWhy' : 'clearance.noWhy')}{' '}
        <span className="op-meta">{t('clearance.checkedAt', { time: formatInstant(checkedAt) })}</span>
      </p>
      {obstacles.length > 0 && (
        <ul className={styles.obstacles}>
          {obstacles.map((obstacle) => (
            <li key={obstacle}>
              <strong>{t(`clearance.obstacle.${obstacle}`, countsOf(clearance, obstacle))}</strong>{' '}
              <span className="op-meta">
                {obstacle === 'kept' && `${keptByMaker(clearance)} `}
                {t(`clearance.todo.${obstacle}`)}
              </span>{' '}
              <ObstacleLink obstacle={obstacle} />
            </li>
          ))}
        </ul>
      )}
      {code && <ErrorNotice error={new AppError(code)} />}
    </section>
  )
}

type Obstacle = Clearance['obstacles'][number]

function countsOf(clearance: Clearance, obstacle: Obstacle): { count: number } {
  switch (obstacle) {
    case 'waiting':
    case 'carried':
    case 'refused':
    case 'conflicts':
    case 'drafts':
    case 'files':
      return { count: clearance[obstacle] }
    case 'kept':
      return { count: keptSum(clearance) }
    case 'checksum':
      return { count: clearance.scopes.differing.length }
    default:
      return { count: 0 }
  }
}

/** Where an obstacle is removed. */
function ObstacleLink({ obstacle }: { readonly obstacle: Obstacle }) {
  const { t } = useTranslation('sync')
  const show = useSyncView((state) => state.show)
  switch (obstacle) {
    case 'waiting':
    case 'carried':
    case 'kept':
    case 'refused':
    case 'conflicts':
      return (
        <Link to="/sync" onClick={() => show(obstacle)}>
          {t('clearance.look')}
        </Link>
      )
    case 'drafts':
      return <Link to="/today">{t('clearance.look')}</Link>
    default:
      return <Link to="/sync/log">{t('place.log')}</Link>
  }
}
