import { useTranslation } from 'react-i18next'
import { meteredChoices } from '#shared/contract/sync.ts'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './sync.module.css'

/** Whether the connection costs money: then only what is small goes over it by itself. */
export function MeteredSwitch() {
  const { t } = useTranslation('sync')
  const metered = useLiveQuery('sync.metered', {})
  const change = useAction(async (metered: (typeof meteredChoices)[number]) => {
    await call('sync.setMetered', { metered })
    showToast(t(`metered.changed.${metered}`))
  })
  if (metered.data === undefined) return null
  return (
    <div className={styles.metered} title={t('metered.hint')}>
      <span className="op-meta">{t('metered.label')}</span>
      <Choices
        id="metered"
        label={t('metered.label')}
        value={metered.data}
        options={meteredChoices.map((value) => ({ value, label: t(`metered.${value}`) }))}
        onChange={async (value) => {
          const chosen = meteredChoices.find((each) => each === value)
          if (!chosen) return
          await change.run(chosen)
          metered.reload()
        }}
      />
    </div>
  )
}
