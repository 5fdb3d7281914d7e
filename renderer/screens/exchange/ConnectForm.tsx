import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExchangeState } from '#shared/contract/exchange.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { useAction } from '../../lib/use-action.ts'
import { typedAddress } from './bundle-text.ts'
import styles from './exchange.module.css'

/** The address that the other laptop shows, typed in. */
export function ConnectForm({ answered }: { readonly answered: (state: ExchangeState) => void }) {
  const { t } = useTranslation('exchange')
  const id = useId()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const connect = useAction(async (to: { address: string; port: number }) =>
    answered(await call('exchange.connect', to)),
  )
  const submit = () => {
    const to = typedAddress(typed)
    setWrong(to === null)
    if (to) void connect.run(to)
  }
  return (
    <form
      className={styles.connect}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <label className="op-label" htmlFor={id}>
        {t('direct.address')}
      </label>
      <div className="op-row">
        <Input
          id={id}
          className={styles.address ?? ''}
          value={typed}
          placeholder="192.168.1.20:41234"
          autoComplete="off"
          spellCheck={false}
          {...(wrong
            ? { status: 'error' as const, 'aria-invalid': true, 'aria-describedby': `${id}-note` }
            : {})}
          onChange={(event) => {
            setTyped(event.target.value)
            setWrong(false)
          }}
        />
        <Button htmlType="submit" loading={connect.busy}>
          {t('direct.connect')}
        </Button>
      </div>
      {wrong && (
        <div id={`${id}-note`} role="alert" className="op-field-error">
          {t('direct.wrongAddress')}
        </div>
      )}
      <ErrorNotice error={connect.error} onClose={connect.clearError} />
    </form>
  )
}
