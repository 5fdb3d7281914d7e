import {
  DeleteOutlined,
  EditOutlined,
  HistoryOutlined,
  LockOutlined,
  ShareAltOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '#shared/contract/index.ts'
import type { NoteRow } from '#shared/contract/notes.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { formatDay, formatInstant } from '../../lib/format.ts'
import { type LiveQuery, useLiveQuery } from '../../lib/live-query.ts'
import { useDeletion } from '../../lib/use-deletion.ts'
import { NoteAuthors } from './NoteAuthors.tsx'
import { NoteHistory } from './NoteHistory.tsx'
import { NoteText } from './NoteText.tsx'
import styles from './notes.module.css'

/** Text beyond it is folded. */
const longText = 600
type Side = 'text' | 'edit' | 'authors' | 'history'

interface Props {
  readonly note: NoteRow
  readonly editor: (note: NoteRow, onClose: () => void) => ReactNode
}

/** One note: what it says, who wrote it and when, for whom it is, and where it is safe. */
export function NoteCard({ note, editor }: Props) {
  const { t } = useTranslation('notes')
  const [side, setSide] = useState<Side>('text')
  // Asked for here, so that it is there when the editor gives way to it.
  const read = useLiveQuery('notes.read', { id: note.id })
  const turn = (to: Side) => setSide(side === to ? 'text' : to)
  const remove = useDeletion()
  const shareable = note.confidentiality === 'shareable'
  const tool = (to: Side, label: string, icon: ReactNode) => (
    <Button
      type="text"
      size="small"
      aria-label={label}
      title={label}
      aria-expanded={side === to}
      icon={icon}
      onClick={() => turn(to)}
    />
  )
  return (
    <article className={styles.card} data-confidentiality={note.confidentiality} aria-label={t('label')}>
      <header className={styles.cardHead}>
        <time dateTime={note.occurredOn}>{formatDay(note.occurredOn)}</time>
        <span>{note.editors.join('、')}</span>
        <span
          className={shareable ? `op-tag ${styles.shareable}` : 'op-tag'}
          title={t(shareable ? 'shareableHint' : 'internalHint')}
        >
          {shareable ? <ShareAltOutlined aria-hidden /> : <LockOutlined aria-hidden />}{' '}
          {t(shareable ? 'shareable' : 'internal')}
        </span>
        <span className="op-meta">{t('edited', { time: formatInstant(note.editedAt) })}</span>
        <span className={styles.cardEnd}>
          <SafetyTag safety={note.safety} compact />
          {tool('edit', t('edit'), <EditOutlined aria-hidden />)}
          {tool('authors', t('whoWrote'), <TeamOutlined aria-hidden />)}
          {tool('history', t('history'), <HistoryOutlined aria-hidden />)}
          {note.mine && (
            <Button
              type="text"
              size="small"
              aria-label={t('delete')}
              title={t('delete')}
              icon={<DeleteOutlined aria-hidden />}
              loading={remove.busy}
              onClick={() => remove.run({ table: 'notes', id: note.id }, t('deleted'))}
            />
          )}
        </span>
      </header>
      <ErrorNotice error={remove.error} onClose={remove.clearError} />
      {note.unsealed && side !== 'edit' && <p className="op-meta">{t('unsealed')}</p>}
      {side === 'edit' && editor(note, () => setSide('text'))}
      {side === 'text' && <Reading note={note} read={read} />}
      {side === 'authors' && <NoteAuthors id={note.id} />}
      {side === 'history' && <NoteHistory id={note.id} />}
    </article>
  )
}

interface ReadingProps {
  readonly note: NoteRow
  readonly read: LiveQuery<Output<'notes.read'>>
}

function Reading({ note, read }: ReadingProps) {
  const { t } = useTranslation('notes')
  const [whole, setWhole] = useState(false)
  const isLong = note.text.length > longText || note.text.split('\n').length > 16
  if (!read.data) return <ErrorNotice error={read.error} onRetry={read.reload} />
  return (
    <>
      <div className={isLong && !whole ? styles.folded : undefined}>
        <NoteText blocks={read.data.blocks} />
      </div>
      {isLong && (
        <Button type="link" size="small" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'less' : 'more')}
        </Button>
      )}
    </>
  )
}
