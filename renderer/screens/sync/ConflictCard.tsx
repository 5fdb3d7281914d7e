import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConflictRow } from '#shared/contract/sync.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { fieldText, typedText, valueInput, valueText } from './field-text.ts'
import { OwnValue } from './OwnValue.tsx'
import { RecordLink } from './PendingRecord.tsx'
import styles from './sync.module.css'

type Choice = Parameters<typeof call<'sync.resolve'>>[1]['choice']

/** One field with its versions side by side: who wrote which when; one is kept, or a value of one's own. */
export function ConflictCard({ conflict }: { readonly conflict: ConflictRow }) {
  const { t } = useTranslation('sync')
  const { table, recordId, field, values } = conflict
  const [editing, setEditing] = useState(false)
  const settle = useAction(async (choice: Choice) => {
    await call('sync.resolve', { table, recordId, field, choice })
    showToast(t('conflict.settled'))
  })
  const input = valueInput(
    table,
    field,
    values.map(({ value }) => value),
  )
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <RecordLink change={conflict} />
        <strong>{fieldText(table, field)}</strong>
      </div>
      <div className={styles.versions}>
        {values.map((version, index) => {
          const letter = String.fromCharCode(65 + index)
          return (
            <section
              key={version.hlc}
              className={styles.version}
              aria-label={t('conflict.version', { letter })}
            >
              <h3>{t('conflict.version', { letter })}</h3>
              <p className={styles.disputed}>
                {valueText(table, field, version.value) || t('conflict.empty-value')}
              </p>
              <p className="op-meta">
                {t('conflict.by', {
                  name: version.authorName ?? t('conflict.unknownAuthor'),
                  time: formatInstant(version.at),
                })}
              </p>
              <Button loading={settle.busy} onClick={() => settle.run({ hlc: version.hlc })}>
                {t('conflict.keep', { letter })}
              </Button>
            </section>
          )
        })}
      </div>
      {input !== null &&
        (editing ? (
          <OwnValue
            table={table}
            field={field}
            input={input}
            initial={typedText(input, values[0]?.value)}
            busy={settle.busy}
            onSave={(value) => settle.run({ value })}
            onCancel={() => setEditing(false)}
          />
        ) : (
          <Button type="link" onClick={() => setEditing(true)}>
            {t('conflict.edit')}
          </Button>
        ))}
      <ErrorNotice error={settle.error} onClose={settle.clearError} />
    </li>
  )
}
