import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeState } from '#shared/contract/exchange.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { spokenAddress } from './bundle-text.ts'
import styles from './exchange.module.css'

const lookEveryMs = 2000

/** Laptops that wait on this network, found without typing. The digits tell afterwards whether it is the right one. */
export function NearbyList({ answered }: { readonly answered: (state: ExchangeState) => void }) {
  const { t } = useTranslation('exchange')
  const nearby = useLiveQuery('exchange.nearby', {})
  const { reload } = nearby
  useEffect(() => {
    const timer = setInterval(reload, lookEveryMs)
    return () => clearInterval(timer)
  }, [reload])
  const connect = useAction(async (to: { address: string; port: number }) =>
    answered(await call('exchange.connect', to)),
  )
  const laptops = nearby.data ?? []
  return (
    <div className={styles.near}>
      {laptops.length === 0 ? (
        <p className="op-meta" role="status">
          {t('direct.nobodyNear')}
        </p>
      ) : (
        <ul className={styles.addresses} aria-label={t('direct.near')}>
          {laptops.map(({ name, address, port }) => (
            <li key={`${address} ${port}`}>
              <Button type="primary" loading={connect.busy} onClick={() => connect.run({ address, port })}>
                {t('direct.connectTo', { name: name || t('unknownDevice') })}
              </Button>
              <span className="op-meta">{spokenAddress(address, port)}</span>
            </li>
          ))}
        </ul>
      )}
      <ErrorNotice error={connect.error} onClose={connect.clearError} />
    </div>
  )
}
