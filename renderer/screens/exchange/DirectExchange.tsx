import { Button, Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { AppError } from '#shared/contract/errors.ts'
import type { ExchangeState } from '#shared/contract/exchange.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { BundleFacts, OutcomeNotice } from './BundleFacts.tsx'
import { spokenAddress, spokenCode } from './bundle-text.ts'
import { ConnectForm } from './ConnectForm.tsx'
import styles from './exchange.module.css'
import { NearbyList } from './NearbyList.tsx'
import { useExchangeState } from './use-exchange-state.ts'

/** Two laptops on one network, step by step: one waits, the other calls, both compare a code, then it runs. */
export function DirectExchange() {
  const { t } = useTranslation('exchange')
  const [state, answered] = useExchangeState()
  const stop = useAction(async () => answered(await call('exchange.stop', {})))
  // Comparing and taking over have a way out of their own.
  const stoppable = state && ['listening', 'connecting', 'waiting', 'exchanging'].includes(state.step)
  return (
    <section className={styles.card} aria-label={t('direct.title')}>
      <h2>{t('direct.title')}</h2>
      <p className="op-meta">{t('direct.hint')}</p>
      {state && <Step state={state} answered={answered} />}
      <ErrorNotice error={stop.error} onClose={stop.clearError} />
      {stoppable && (
        <div className="op-row">
          <Button loading={stop.busy} onClick={() => stop.run()}>
            {t('direct.stop')}
          </Button>
        </div>
      )}
    </section>
  )
}

interface StepProps<S extends ExchangeState = ExchangeState> {
  readonly state: S
  readonly answered: (state: ExchangeState) => void
}

function Step({ state, answered }: StepProps) {
  const { t } = useTranslation('exchange')
  switch (state.step) {
    case 'idle':
      return <Begin answered={answered} />
    case 'listening':
      return (
        <div className={styles.step} role="status">
          <p>{t('direct.listening')}</p>
          <output className="op-code">{spokenAddress(state.address, state.port)}</output>
        </div>
      )
    case 'connecting':
      return (
        <p className={styles.step} role="status">
          {t('direct.connecting', { address: spokenAddress(state.address, state.port) })}
        </p>
      )
    case 'comparing':
    case 'waiting':
      return <Compare code={state.code} agreed={state.step === 'waiting'} answered={answered} />
    case 'exchanging':
      return (
        <div className={styles.step} role="status">
          <p>
            {t('direct.exchanging', {
              name: state.peerUserName ?? t('someone'),
              device: state.peerDeviceName,
            })}
          </p>
          <Progress
            percent={state.total > 0 ? Math.min(100, Math.round((state.done / state.total) * 100)) : 0}
          />
        </div>
      )
    case 'arrived':
      return <Arrived state={state} answered={answered} />
    case 'done':
      return (
        <>
          <OutcomeNotice outcome={state.outcome} />
          <Begin answered={answered} />
        </>
      )
    case 'failed':
      return (
        <>
          <ErrorNotice error={new AppError(state.code)} />
          <Begin answered={answered} />
        </>
      )
  }
}

function Begin({ answered }: Pick<StepProps, 'answered'>) {
  const { t } = useTranslation('exchange')
  const addresses = useLiveQuery('exchange.addresses', {})
  const listen = useAction(async (address: string) => answered(await call('exchange.listen', { address })))
  return (
    <div className={styles.begin}>
      <div className={styles.side}>
        <h3>{t('direct.wait')}</h3>
        <Answered query={addresses} empty={<p>{t('direct.noNetwork')}</p>}>
          {(rows) => (
            <ul className={styles.addresses}>
              {rows.map(({ name, address }) => (
                <li key={address}>
                  <Button loading={listen.busy} onClick={() => listen.run(address)}>
                    {t('direct.waitAt', { address })}
                  </Button>
                  <span className="op-meta">{name}</span>
                </li>
              ))}
            </ul>
          )}
        </Answered>
        <ErrorNotice error={listen.error} onClose={listen.clearError} />
      </div>
      <div className={styles.side}>
        <h3>{t('direct.call')}</h3>
        <NearbyList answered={answered} />
        <ConnectForm answered={answered} />
      </div>
    </div>
  )
}

function Compare({
  code,
  agreed,
  answered,
}: {
  readonly code: string
  readonly agreed: boolean
  readonly answered: (state: ExchangeState) => void
}) {
  const { t } = useTranslation('exchange')
  const confirm = useAction(async (same: boolean) => answered(await call('exchange.confirmCode', { same })))
  return (
    <div className={styles.step}>
      <p>{t(agreed ? 'direct.agreed' : 'direct.compare')}</p>
      <output className={`op-code ${styles.code}`} aria-label={t('direct.code')}>
        {spokenCode(code)}
      </output>
      {!agreed && (
        <div className="op-row">
          <Button type="primary" loading={confirm.busy} onClick={() => confirm.run(true)}>
            {t('direct.same')}
          </Button>
          <Button danger loading={confirm.busy} onClick={() => confirm.run(false)}>
            {t('direct.different')}
          </Button>
        </div>
      )}
      <ErrorNotice error={confirm.error} onClose={confirm.clearError} />
    </div>
  )
}

function Arrived({ state, answered }: StepProps<Extract<ExchangeState, { step: 'arrived' }>>) {
  const { t } = useTranslation('exchange')
  const takeOver = useAction(() => call('exchange.takeOver', {}))
  const leave = useAction(async () => answered(await call('exchange.stop', {})))
  const failed = [takeOver, leave].find(({ error }) => error !== null)
  const isNew = state.preview.fresh > 0
  return (
    <div className={styles.step}>
      <BundleFacts preview={state.preview} />
      <ErrorNotice error={failed?.error} onClose={failed?.clearError} />
      <div className="op-row">
        {isNew && (
          <Button type="primary" loading={takeOver.busy} onClick={() => takeOver.run()}>
            {t('read.takeOver')}
          </Button>
        )}
        <Button loading={leave.busy} disabled={takeOver.busy} onClick={() => leave.run()}>
          {t(isNew ? 'read.leave' : 'direct.finish')}
        </Button>
        {isNew && <span className="op-meta">{t('direct.stopHint')}</span>}
      </div>
    </div>
  )
}
