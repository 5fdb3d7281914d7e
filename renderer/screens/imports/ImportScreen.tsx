import { FolderOpenOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview, ImportResult as Result } from '#shared/contract/imports.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Screen } from '../../components/Screen.tsx'
import { bridge, call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { BadRowsButton } from './BadRowsButton.tsx'
import { ImportHistory } from './ImportHistory.tsx'
import { ImportPreviewPane } from './ImportPreviewPane.tsx'
import { ImportProgress } from './ImportProgress.tsx'
import { ImportResult } from './ImportResult.tsx'

/** Enterprises, contacts and visits from a file: choose, check every row, then write; and what was imported before. */
export function ImportScreen() {
  const { t } = useTranslation('imports')
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [result, setResult] = useState<Result | null>(null)
  useCloseOnLeave(preview?.session ?? null)

  const choose = useAction(async () => {
    const file = await bridge().chooseOpenFile({ kind: 'import' })
    if (!file) return
    setPreview(null)
    setResult(null)
    setPreview(await call('imports.open', { fileToken: file.token }))
  })
  const apply = useAction(async ({ session }: ImportPreview) => {
    const done = await call('imports.apply', { session })
    if (done.batchId === null) return showToast(t('cancelled'))
    setResult(done)
    if (done.bad === 0) setPreview(null)
  })
  const counts = preview?.counts
  const taken = counts ? counts.new + counts.update + counts.merge : 0
  const isBusy = choose.busy || apply.busy
  const chooseButton = (
    <Button
      type={preview && !result ? 'default' : 'primary'}
      icon={<FolderOpenOutlined aria-hidden />}
      loading={choose.busy}
      disabled={apply.busy}
      onClick={() => choose.run()}
    >
      {preview || result ? t('chooseAnother') : t('choose')}
    </Button>
  )
  const showsRows = preview && !result
  return (
    <Screen
      title={t('title')}
      state={showsRows && <span className="op-meta">{preview.fileName}</span>}
      actions={
        showsRows && (
          <>
            {chooseButton}
            {preview.counts.bad > 0 && <BadRowsButton preview={preview} disabled={apply.busy} />}
            <Button
              type="primary"
              disabled={taken === 0}
              loading={apply.busy}
              onClick={() => apply.run(preview)}
            >
              {t('apply', { count: taken })}
            </Button>
          </>
        )
      }
      flush
    >
      <ErrorNotice error={choose.error} onClose={choose.clearError} />
      <ErrorNotice error={apply.error} onClose={apply.clearError} />
      {isBusy && <ImportProgress />}
      {showsRows ? (
        <ImportPreviewPane preview={preview} onPreview={setPreview} disabled={apply.busy} />
      ) : (
        <ImportHistory>
          {result ? (
            <ImportResult
              result={result}
              badRows={preview && result.bad > 0 ? <BadRowsButton preview={preview} /> : null}
              again={chooseButton}
              onUndone={() => setResult(null)}
            />
          ) : (
            <div className="op-empty">
              <p>{t('intro')}</p>
              {chooseButton}
            </div>
          )}
        </ImportHistory>
      )}
    </Screen>
  )
}

/** A preview nobody sees any more frees the memory that its file took. */
function useCloseOnLeave(session: string | null): void {
  useEffect(() => {
    if (session === null) return
    return () => {
      call('imports.close', { session }).catch(() => undefined)
    }
  }, [session])
}
