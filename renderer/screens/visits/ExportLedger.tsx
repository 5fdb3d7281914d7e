import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { bridge, call } from '../../lib/client.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import type { VisitListFilter } from './visit-list-store.ts'

/** Writes the ledger of what the list shows to a file the user chooses. */
export function ExportLedger({ filter }: { readonly filter: VisitListFilter }) {
  const { t } = useTranslation('visits')
  const write = useAction(async () => {
    const { fileName } = await call('reports.ledgerName', { filter })
    const file = await bridge().chooseSaveFile({ suggestedName: fileName, kind: 'xlsx' })
    if (!file) return
    const written = await call('reports.exportLedger', { filter, fileToken: file.token })
    showToast(t('ledger.written', { name: written.name, count: written.rows }))
  })
  return (
    <>
      {write.error && (
        <div className="op-floating">
          <ErrorNotice error={write.error} onClose={write.clearError} />
        </div>
      )}
      <Button loading={write.busy} onClick={() => void write.run()}>
        {t('ledger.export')}
      </Button>
    </>
  )
}
