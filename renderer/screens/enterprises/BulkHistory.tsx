import { HistoryOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkEdit, ManyEnterprises } from '#shared/contract/enterprises.ts'
import type { KeptByUndo } from '#shared/contract/records.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Notice } from '../../components/Notice.tsx'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { bulkEnums } from './bulk-enums.ts'
import styles from './enterprises.module.css'

interface Undone {
  readonly undone: number
  readonly kept: readonly KeptByUndo[]
  readonly keptCount: number
}

/** What was changed in many enterprises at once on this device, to be taken back whenever that is. */
export function BulkHistory() {
  const { t } = useTranslation('enterprises')
  const [open, setOpen] = useState(false)
  const [result, setResult] = useState<Undone | null>(null)
  const edits = useLiveQuery('enterprises.bulkEdits', open ? {} : null)
  const undo = useAction(async ({ groupId }: BulkEdit) => {
    setResult(await call('enterprises.undoMany', { groupId }))
  })
  const rows = edits.data ?? []
  return (
    <>
      <Button
        aria-label={t('bulk.history')}
        title={t('bulk.history')}
        icon={<HistoryOutlined aria-hidden />}
        onClick={() => {
          setResult(null)
          setOpen(true)
        }}
      />
      <Modal open={open} title={t('bulk.history')} footer={null} onCancel={() => setOpen(false)}>
        <div className="op-stack">
          {result && <UndoResult result={result} />}
          <ErrorNotice error={undo.error} onClose={undo.clearError} />
          {edits.data && rows.length === 0 && <p className="op-meta">{t('bulk.noHistory')}</p>}
          <ul className={styles.projects}>
            {rows.map((edit) => (
              <li key={edit.groupId} className={styles.bulkEdit}>
                <div>
                  <strong>{t('bulk.done', { count: edit.changed })}</strong>{' '}
                  <span className="op-meta">{formatInstant(edit.at)}</span>
                  <br />
                  <ValuesText values={edit.values} />
                </div>
                {edit.isUndone ? (
                  <span className="op-meta">{t('bulk.undone')}</span>
                ) : (
                  <Button size="small" loading={undo.busy} onClick={() => undo.run(edit)}>
                    {t('common:undo')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </div>
      </Modal>
    </>
  )
}

function ValuesText({ values }: { readonly values: ManyEnterprises }) {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  const texts = Object.entries(values).map(([field, value]) => {
    const codes = bulkEnums[field as keyof ManyEnterprises]
    const text = value === null ? t('bulk.emptied') : codes ? label(codes, String(value)) : String(value)
    return t('bulk.value', { field: t(`field.${field}`), value: text })
  })
  return <span>{texts.join(t('bulk.separator'))}</span>
}

/** What an undoing left as it is because somebody changed it since. */
function UndoResult({ result: { undone, kept, keptCount } }: { readonly result: Undone }) {
  const { t } = useTranslation('enterprises')
  if (keptCount === 0) return <Notice kind="plain" title={t('bulk.undoneCount', { count: undone })} />
  return (
    <Notice
      kind="warn"
      title={`${t('bulk.undoneCount', { count: undone })} ${t('bulk.kept', { count: keptCount })}`}
    >
      <span>
        {kept.map(({ title }) => title).join(t('bulk.separator'))}
        {keptCount > kept.length && ' …'}
      </span>
    </Notice>
  )
}
