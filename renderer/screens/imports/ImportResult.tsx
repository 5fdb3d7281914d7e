import { Button, Result } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Output } from '#shared/contract/index.ts'

/** What the import did and where it is safe. */
export function ImportResult({
  result,
  again,
}: {
  readonly result: Output<'imports.apply'>
  readonly again: ReactNode
}) {
  const { t } = useTranslation('imports')
  const navigate = useNavigate()
  const { created, updated, skipped, contacts } = result
  return (
    <div role="status">
      <Result
        status="success"
        title={t('result.title')}
        subTitle={
          <>
            <p>{t('result.text', { created, updated, skipped, contacts })}</p>
            <p>{t('result.safe')}</p>
          </>
        }
        extra={
          <div className="op-row" style={{ justifyContent: 'center' }}>
            <Button onClick={() => navigate('/enterprises')}>{t('result.open')}</Button>
            {again}
          </div>
        }
      />
    </div>
  )
}
