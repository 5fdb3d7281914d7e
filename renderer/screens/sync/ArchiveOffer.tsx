import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './sync.module.css'

const mebibyte = 1_048_576

/** Large parts of the data that wait because the connection costs money: load them now, or once it is free? */
export function ArchiveOffer() {
  const { t } = useTranslation('sync')
  const offer = useLiveQuery('sync.archive', {})
  const choose = useAction(async (choice: 'now' | 'later') => {
    await call('sync.chooseArchive', { choice })
    offer.reload()
  })
  const { data } = offer
  if (!data) return null
  const size =
    data.bytes === null
      ? t('archive.unknownSize')
      : t('archive.size', { size: Math.max(1, Math.round(data.bytes / mebibyte)) })
  return (
    <Notice kind="plain" title={t(`archive.title.${data.choice}`, { size })}>
      <p className={styles.archiveWhat}>{what()}</p>
      <ErrorNotice error={choose.error} onClose={choose.clearError} />
      {data.choice !== 'now' && (
        <div className={styles.archiveActions}>
          <Button size="small" loading={choose.busy} onClick={() => choose.run('now')}>
            {t('archive.now')}
          </Button>
          {data.choice === 'open' && (
            <Button size="small" type="text" disabled={choose.busy} onClick={() => choose.run('later')}>
              {t('archive.later')}
            </Button>
          )}
        </div>
      )}
    </Notice>
  )

  function what(): string {
    if (!data) return ''
    if (data.names.length === 0) return t('archive.unnamed', { count: data.parts })
    return t('archive.named', { names: data.names.join(t('archive.comma')), count: data.parts })
  }
}
