import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainDetail, LinksFile } from '#shared/contract/chains.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'
import { LinkPlan } from './LinkPlan.tsx'

/** A file that a person chose. */
export interface ChosenFile {
  readonly token: string
  readonly name: string
}

interface Props {
  readonly detail: ChainDetail
  readonly file: ChosenFile
  readonly onClose: () => void
}

/** The links of a spreadsheet, seen before they are written, and taken back as one. */
export function FileLinks({ detail, file, onClose }: Props) {
  const { t } = useTranslation('chains')
  const [table, setTable] = useState<LinksFile | null>(null)
  const read = useAction(async (sheet: string | null) => {
    setTable(await call('chains.readLinks', { fileToken: file.token, sheet }))
  })
  const { run } = read
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file is read when it is chosen, once
  useEffect(() => void run(null), [file.token])
  return (
    <section aria-label={t('add.file')} className="op-stack">
      <div className="op-row">
        <strong>{t('plan.file', { name: file.name })}</strong>
        {table && table.sheets.length > 1 && (
          <Select<string>
            aria-label={t('plan.sheet')}
            value={table.sheet ?? ''}
            style={{ minWidth: 160 }}
            options={table.sheets.map((value) => ({ value, label: value }))}
            onChange={(sheet) => run(sheet)}
          />
        )}
        {table && table.unread.length > 0 && (
          <span className="op-meta op-clip">
            {t('plan.unread', { columns: table.unread.join(t('plan.comma')) })}
          </span>
        )}
      </div>
      <p className="op-meta">{t('plan.fileHint')}</p>
      <ErrorNotice error={read.error} onClose={read.clearError} />
      <LinkPlan detail={detail} rows={table?.rows ?? []} onClose={onClose} />
    </section>
  )
}
