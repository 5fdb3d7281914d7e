import { FolderOpenOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BundleOutcome } from '#shared/contract/exchange.ts'
import type { ChosenFile } from '#shared/contract/window.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { bridge, call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { BundleFacts, OutcomeNotice } from './BundleFacts.tsx'
import styles from './exchange.module.css'

/** A colleague's file: chosen, looked at, taken over. Nothing changes before the last step. */
export function ReadBundle() {
  const { t } = useTranslation('exchange')
  const [file, setFile] = useState<ChosenFile | null>(null)
  const [outcome, setOutcome] = useState<BundleOutcome | null>(null)
  const preview = useLiveQuery('exchange.previewBundle', file && { fileToken: file.token })
  const choose = useAction(async () => {
    const chosen = await bridge().chooseOpenFile({ kind: 'outpost' })
    if (!chosen) return
    setFile(chosen)
    setOutcome(null)
  })
  const takeOver = useAction(async (fileToken: string) => {
    setOutcome(await call('exchange.readBundle', { fileToken }))
    setFile(null)
  })
  return (
    <section className={styles.card} aria-label={t('read.title')}>
      <h2>{t('read.title')}</h2>
      <p className="op-meta">{t('read.hint')}</p>
      <div className="op-row">
        <Button icon={<FolderOpenOutlined aria-hidden />} loading={choose.busy} onClick={() => choose.run()}>
          {t(file ? 'read.another' : 'read.choose')}
        </Button>
        {file && <span className="op-clip">{file.name}</span>}
      </div>
      <ErrorNotice error={choose.error} onClose={choose.clearError} />
      {file && (
        <Answered query={preview}>
          {(found) => (
            <>
              <BundleFacts preview={found} />
              <ErrorNotice error={takeOver.error} onClose={takeOver.clearError} />
              <div className="op-row">
                {found.fresh > 0 && (
                  <Button type="primary" loading={takeOver.busy} onClick={() => takeOver.run(file.token)}>
                    {t('read.takeOver')}
                  </Button>
                )}
                <Button onClick={() => setFile(null)}>
                  {t(found.fresh > 0 ? 'read.leave' : 'common:close')}
                </Button>
              </div>
            </>
          )}
        </Answered>
      )}
      {outcome && <OutcomeNotice outcome={outcome} onClose={() => setOutcome(null)} />}
    </section>
  )
}
