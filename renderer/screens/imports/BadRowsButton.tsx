import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '#shared/contract/imports.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { bridge, call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'

/** Writes the faulty rows to a workbook of the file's own layout, each with its reason. */
export function BadRowsButton({
  preview,
  disabled = false,
}: {
  readonly preview: ImportPreview
  readonly disabled?: boolean
}) {
  const { t, i18n } = useTranslation('imports')
  const save = useAction(async () => {
    const name = t('badRows.name', { name: preview.fileName.replace(/\.\w+$/, '') })
    const file = await bridge().chooseSaveFile({ suggestedName: `${name}.xlsx`, kind: 'xlsx' })
    if (!file) return
    const locale = i18n.language.startsWith('zh') ? 'zh-CN' : 'en'
    const { rows } = await call('imports.badRows', {
      session: preview.session,
      fileToken: file.token,
      locale,
    })
    showToast(t('badRows.done', { count: rows }))
  })
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={save.busy}
        disabled={disabled}
        onClick={() => save.run()}
      >
        {t('badRows.export', { count: preview.counts.bad })}
      </Button>
      <ErrorNotice error={save.error} onClose={save.clearError} />
    </>
  )
}
