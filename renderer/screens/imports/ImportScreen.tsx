import { FolderOpenOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '#shared/contract/imports.ts'
import type { Output } from '#shared/contract/index.ts'
import type { ChosenFile } from '#shared/contract/window.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Screen } from '../../components/Screen.tsx'
import { bridge, call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'
import { ImportResult } from './ImportResult.tsx'
import { ImportRows } from './ImportRows.tsx'
import { ImportSummary } from './ImportSummary.tsx'
import { isImportable } from './importable.ts'

interface Opened {
  readonly file: ChosenFile
  readonly preview: ImportPreview
}

/** Enterprises from a spreadsheet, a text table or business cards: choose, check every row, then write. */
export function ImportScreen() {
  const { t } = useTranslation('imports')
  const [opened, setOpened] = useState<Opened | null>(null)
  const [skipped, setSkipped] = useState<ReadonlySet<number>>(new Set())
  const [result, setResult] = useState<Output<'imports.apply'> | null>(null)

  const choose = useAction(async () => {
    const file = await bridge().chooseOpenFile({ kind: 'import' })
    if (!file) return
    setOpened(null)
    setResult(null)
    setSkipped(new Set())
    setOpened({ file, preview: await call('imports.preview', { fileToken: file.token }) })
  })
  const apply = useAction(async ({ file }: Opened) => {
    setResult(await call('imports.apply', { fileToken: file.token, skipLines: [...skipped] }))
    setOpened(null)
  })
  const taken = opened?.preview.rows.filter((row) => isImportable(row) && !skipped.has(row.line)).length ?? 0

  const toggle = (line: number) =>
    setSkipped((old) => {
      const next = new Set(old)
      if (!next.delete(line)) next.add(line)
      return next
    })
  const chooseButton = (
    <Button
      type={opened ? 'default' : 'primary'}
      icon={<FolderOpenOutlined aria-hidden />}
      loading={choose.busy}
      onClick={() => choose.run()}
    >
      {opened ? t('chooseAnother') : t('choose')}
    </Button>
  )
  return (
    <Screen
      title={t('title')}
      state={opened && <span className="op-meta">{opened.preview.fileName}</span>}
      actions={
        opened && (
          <>
            {chooseButton}
            <Button
              type="primary"
              disabled={taken === 0}
              loading={apply.busy}
              onClick={() => apply.run(opened)}
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
      {opened ? (
        <>
          <ImportSummary preview={opened.preview} />
          <ImportRows preview={opened.preview} skipped={skipped} onToggle={toggle} />
        </>
      ) : result ? (
        <ImportResult result={result} again={chooseButton} />
      ) : (
        <EmptyState text={t('intro')} action={chooseButton} />
      )}
    </Screen>
  )
}
