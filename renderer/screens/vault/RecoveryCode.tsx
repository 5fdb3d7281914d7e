import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WelcomePage } from '../../components/WelcomePage.tsx'
import { showToast } from '../../lib/toasts.ts'

/** The recovery code, shown this once. Goes on only after the tick. */
export function RecoveryCode({ code, onDone }: { readonly code: string; readonly onDone: () => void }) {
  const { t } = useTranslation('vault')
  const [written, setWritten] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(code)
    showToast(t('common:copied'))
  }
  return (
    <WelcomePage title={t('code.title')} reasons={[t('code.why'), t('code.keep')]}>
      <output className="op-code" aria-label={t('code.label')}>
        {code}
      </output>
      <div className="op-row op-no-print">
        <Button onClick={() => void copy()}>{t('common:copy')}</Button>
        <Button onClick={() => window.print()}>{t('common:print')}</Button>
      </div>
      <Checkbox
        className="op-no-print"
        checked={written}
        onChange={(event) => setWritten(event.target.checked)}
      >
        {t('code.tick')}
      </Checkbox>
      <Button type="primary" className="op-no-print" disabled={!written} onClick={onDone}>
        {t('code.go-on')}
      </Button>
    </WelcomePage>
  )
}
