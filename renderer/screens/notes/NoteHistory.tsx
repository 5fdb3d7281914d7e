import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NoteVersion } from '#shared/contract/notes.ts'
import { compareBlocks } from '#shared/notes/differences.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { NoteText } from './NoteText.tsx'
import styles from './notes.module.css'

/** The versions of a note at the left; at the right what the chosen one changed, or said. */
export function NoteHistory({ id }: { readonly id: string }) {
  const { t } = useTranslation('notes')
  const versions = useLiveQuery('notes.versions', { id })
  const [chosenId, setChosenId] = useState<string | null>(null)
  if (!versions.data) return <ErrorNotice error={versions.error} onRetry={versions.reload} />
  const [latest] = versions.data
  const chosen = versions.data.find((version) => version.id === chosenId) ?? latest
  if (!chosen) return <p className="op-meta">{t('version.none')}</p>
  return (
    <section className={styles.history} aria-label={t('version.title')}>
      <ol className={styles.versions} aria-label={t('version.list')}>
        {versions.data.map((version) => (
          <li key={version.id}>
            <button
              type="button"
              className={styles.version}
              aria-current={version.id === chosen.id}
              onClick={() => setChosenId(version.id)}
            >
              <span>{formatInstant(version.at)}</span>
              <span className="op-meta">{version.byName ?? t('version.someone')}</span>
              <span className={styles.sizes}>
                {version.added > 0 && <ins>{t('version.added', { count: version.added })}</ins>}
                {version.removed > 0 && <del>{t('version.removed', { count: version.removed })}</del>}
                {version === latest && <span className="op-tag">{t('version.present')}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <Version key={chosen.id} id={id} version={chosen} isLatest={chosen === latest} />
    </section>
  )
}

interface VersionProps {
  readonly id: string
  readonly version: NoteVersion
  readonly isLatest: boolean
}

function Version({ id, version, isLatest }: VersionProps) {
  const { t } = useTranslation('notes')
  const [view, setView] = useState('compare')
  const found = useLiveQuery('notes.version', { id, version: version.id })
  const restore = useAction(async () => {
    await call('notes.restore', { id, version: version.id })
    showToast(t('version.restored', { time: formatInstant(version.at) }))
  })
  if (!found.data) return <ErrorNotice error={found.error} onRetry={found.reload} />
  const { blocks, before } = found.data
  return (
    <div className={styles.shown}>
      <div className="op-row">
        <Choices
          id={`version-${id}`}
          label={t('version.title')}
          options={['compare', 'whole'].map((value) => ({ value, label: t(`version.${value}`) }))}
          value={view}
          onChange={(value) => setView(value ?? 'compare')}
        />
        {!isLatest && (
          <Button size="small" loading={restore.busy} onClick={() => restore.run()}>
            {t('version.restore')}
          </Button>
        )}
      </div>
      <ErrorNotice error={restore.error} onClose={restore.clearError} />
      {view === 'whole' ? <NoteText blocks={blocks} /> : <Compared lines={compareBlocks(before, blocks)} />}
    </div>
  )
}

function Compared({ lines }: { readonly lines: ReturnType<typeof compareBlocks> }) {
  const { t } = useTranslation('notes')
  return (
    <div className="op-note-text">
      {lines.every(({ changed }) => !changed) && <p className="op-meta">{t('version.unchanged')}</p>}
      {lines.map(({ parts, changed }, index) => (
        <p key={String(index)} className={changed ? styles.changed : styles.same}>
          {parts.map(({ kind, text }, place) => {
            const key = String(place)
            if (kind === 'added') return <ins key={key}>{text}</ins>
            return kind === 'removed' ? <del key={key}>{text}</del> : <span key={key}>{text}</span>
          })}
        </p>
      ))}
    </div>
  )
}
