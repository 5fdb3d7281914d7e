import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportUndone } from '#shared/contract/imports.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { fieldName } from './field-name.ts'
import { ImportProgress } from './ImportProgress.tsx'

/** Puts an import back as a whole; what was changed since is named afterwards. */
export function UndoImport({
  batchId,
  label,
  again = false,
  onDone,
}: {
  readonly batchId: string
  readonly label: string
  /** Does an undone import again. */
  readonly again?: boolean
  readonly onDone?: () => void
}) {
  const { t } = useTranslation('imports')
  const [done, setDone] = useState<ImportUndone | null>(null)
  const run = useAction(async () => {
    const turned = await call(again ? 'imports.redo' : 'imports.undo', { batchId })
    if (turned.keptCount > 0) return setDone(turned)
    showToast(t(again ? 'undo.redone' : 'undo.done', { count: turned.undone }))
    onDone?.()
  })
  const close = () => {
    setDone(null)
    onDone?.()
  }
  return (
    <>
      <Button loading={run.busy} onClick={() => run.run()} title={again ? undefined : t('undo.explain')}>
        {label}
      </Button>
      {run.busy && <ImportProgress />}
      <ErrorNotice error={run.error} onClose={run.clearError} />
      <Modal
        open={done !== null}
        title={t(again ? 'undo.redone' : 'undo.done', { count: done?.undone ?? 0 })}
        footer={
          <Button type="primary" onClick={close}>
            {t('row.close')}
          </Button>
        }
        onCancel={close}
      >
        {done && <Kept done={done} />}
      </Modal>
    </>
  )
}

const namedAtMost = 20

function Kept({ done: { kept, keptCount } }: { readonly done: ImportUndone }) {
  const { t } = useTranslation('imports')
  const named = kept.slice(0, namedAtMost)
  return (
    <>
      <p>{t('undo.kept', { count: keptCount })}</p>
      <ul>
        {named.map(({ table, id, title, fields, inUse }) => (
          <li key={`${table} ${id}`}>
            {title}
            {'：'}
            {inUse
              ? t('undo.inUse')
              : t('undo.changed', { fields: fields.map(fieldName).join(t('separator')) })}
          </li>
        ))}
      </ul>
      {keptCount > named.length && <p>{t('undo.more', { count: keptCount - named.length })}</p>}
    </>
  )
}
