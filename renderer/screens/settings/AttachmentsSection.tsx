import { Checkbox, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileSettings } from '#shared/contract/attachments.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import styles from './settings.module.css'

const photoData = ['time-and-place', 'time', 'none'] as const
const metered = ['none', 'small', 'all'] as const

/** What is kept of photos, and what goes over a connection that costs money. */
export function AttachmentsSection() {
  const { t } = useTranslation('attachments')
  const settings = useLiveQuery('attachments.settings', {})
  const change = useAction((values: Partial<FileSettings>) => call('attachments.changeSettings', values))
  const names = useId()
  const { data } = settings
  if (!data) return null
  return (
    <section className={styles.section} aria-label={t('settings.title')}>
      <h2>{t('settings.title')}</h2>
      <ErrorNotice error={change.error} onClose={change.clearError} />
      <div className={styles.choice}>
        <label className="op-label" htmlFor={`${names}photo`}>
          {t('settings.photoData')}
        </label>
        <Select
          id={`${names}photo`}
          value={data.photoData}
          popupMatchSelectWidth={false}
          options={[
            ...(data.photoData === 'ask' ? [{ value: 'ask', label: t('settings.ask') }] : []),
            ...photoData.map((value) => ({ value, label: t(`consent.${value}`) })),
          ]}
          onChange={(value) => void change.run({ photoData: value })}
        />
      </div>
      <div className={styles.choice}>
        <label className="op-label" htmlFor={`${names}metered`}>
          {t('settings.metered')}
        </label>
        <Select
          id={`${names}metered`}
          value={data.metered}
          popupMatchSelectWidth={false}
          options={metered.map((value) => ({ value, label: t(`settings.metered-${value}`) }))}
          onChange={(value) => void change.run({ metered: value })}
        />
      </div>
      <Checkbox
        checked={data.keepOriginals}
        onChange={(event) => void change.run({ keepOriginals: event.target.checked })}
      >
        {t('settings.keepOriginals')}
      </Checkbox>
      <p className="op-meta">{t('settings.keepOriginalsHint')}</p>
      <p className="op-meta">{t('settings.encrypted')}</p>
    </section>
  )
}
