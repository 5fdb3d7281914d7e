import { Button, Result } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ImportResult as Done } from '#shared/contract/imports.ts'
import { UndoImport } from './UndoImport.tsx'

/** What the import did and where it is safe. */
export function ImportResult({
  result,
  badRows,
  again,
  onUndone,
}: {
  readonly result: Done
  readonly badRows: ReactNode
  readonly again: ReactNode
  readonly onUndone: () => void
}) {
  const { t } = useTranslation('imports')
  const navigate = useNavigate()
  const { created, updated, skipped, contacts, visits, bad, batchId } = result
  return (
    <div role="status">
      <Result
        status="success"
        title={t('result.title')}
        subTitle={
          <>
            <p>{t('result.text', { created, updated, skipped, contacts, visits })}</p>
            {bad > 0 && <p>{t('result.bad', { count: bad })}</p>}
            <p>{t('result.safe')}</p>
          </>
        }
        extra={
          <div className="op-row" style={{ justifyContent: 'center' }}>
            <Button onClick={() => navigate('/enterprises')}>{t('result.open')}</Button>
            {badRows}
            {batchId && <UndoImport batchId={batchId} label={t('result.undo')} onDone={onUndone} />}
            {again}
          </div>
        }
      />
    </div>
  )
}
