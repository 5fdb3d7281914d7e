import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConflictRow } from '#shared/contract/sync.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { differencesOf, type Pieces } from './difference.ts'
import { fieldText, typedText, valueInput, valueText } from './field-text.ts'
import { useNextCard } from './next-card.ts'
import { OwnValue } from './OwnValue.tsx'
import { RecordLink } from './PendingRecord.tsx'
import styles from './sync.module.css'

type Choice = Parameters<typeof call<'sync.resolve'>>[1]['choice']

/** From so many characters on a value is read as a text, with what differs marked. */
const longFrom = 40

/** One field with its versions side by side: who wrote which when; one is kept, or a value of one's own. */
export function ConflictCard({ conflict }: { readonly conflict: ConflictRow }) {
  const { t } = useTranslation('sync')
  const { table, recordId, field, values } = conflict
  const [editing, setEditing] = useState(false)
  const [card, toNext] = useNextCard()
  const settle = useAction(async (choice: Choice) => {
    await call('sync.resolve', { table, recordId, field, choice })
    toNext()
    showToast(t('conflict.settled'))
  })
  const input = valueInput(
    table,
    field,
    values.map(({ value }) => value),
  )
  const texts = values.map(({ value }) => valueText(table, field, value))
  const isLong = texts.some((text) => text.length > longFrom)
  const pieces = isLong ? differencesOf(texts) : []
  // The later one is what the record shows until a person decides.
  const shown = values.map(({ hlc }) => hlc).reduce((latest, hlc) => (hlc > latest ? hlc : latest), '')
  return (
    <li className={styles.card} ref={card} tabIndex={-1}>
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
              <h3>
                {t('conflict.version', { letter })}
                {version.hlc === shown && <span className="op-tag">{t('conflict.shown')}</span>}
              </h3>
              <p className={isLong ? styles.disputedText : styles.disputed}>
                {texts[index] === '' ? (
                  t('conflict.empty-value')
                ) : (
                  <Marked text={texts[index] ?? ''} pieces={pieces[index]} />
                )}
              </p>
              <p className="op-meta">
                {t(version.own ? 'conflict.byYou' : 'conflict.by', {
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
          <Button type="link" className={styles.edit ?? ''} onClick={() => setEditing(true)}>
            {t('conflict.edit')}
          </Button>
        ))}
      <ErrorNotice error={settle.error} onClose={settle.clearError} />
    </li>
  )
}

/** A long text in which what the other versions have otherwise is marked. */
function Marked({ text, pieces }: { readonly text: string; readonly pieces: Pieces | undefined }) {
  if (!pieces) return text
  return (
    <>
      {pieces.before}
      {pieces.differs && <mark className={styles.differs}>{pieces.differs}</mark>}
      {pieces.after}
    </>
  )
}
