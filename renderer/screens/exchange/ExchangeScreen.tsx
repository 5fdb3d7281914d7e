import { useTranslation } from 'react-i18next'
import { Notice } from '../../components/Notice.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { SyncPlaces } from '../sync/SyncPlaces.tsx'
import { DirectExchange } from './DirectExchange.tsx'
import styles from './exchange.module.css'
import { ReadBundle } from './ReadBundle.tsx'
import { WriteBundle } from './WriteBundle.tsx'

/** Passing work between colleagues without the server: by file, or directly from laptop to laptop. */
export function ExchangeScreen() {
  const { t } = useTranslation('exchange')
  const peers = useLiveQuery('exchange.peers', {})
  return (
    <Screen title={t('title')} filters={<SyncPlaces />}>
      <p className={styles.intro}>{t('intro')}</p>
      {peers.data?.ready === false && <Notice kind="warn" title={t('notReady')} />}
      <div className={styles.columns}>
        <div className="op-stack">
          <WriteBundle peers={peers} />
          <ReadBundle />
        </div>
        <DirectExchange />
      </div>
    </Screen>
  )
}
