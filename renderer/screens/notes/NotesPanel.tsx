import { EditOutlined, ExportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewNote, NoteRow } from '#shared/contract/notes.ts'
import type { NoteOwner } from '#shared/domain/notes.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { bridge, call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { newId } from '../../lib/ids.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { NoteCard } from './NoteCard.tsx'
import styles from './notes.module.css'

/** The editor is large and comes when the first note is written. */
const loadEditor = () => import('../../components/editor/NoteEditor.tsx')
const NoteEditor = lazy(() => loadEditor().then(({ NoteEditor: Loaded }) => ({ default: Loaded })))

type Confidentiality = NewNote['confidentiality']

interface Props {
  /** What new notes hang on. */
  readonly owner: { readonly table: NoteOwner; readonly id: string }
  readonly enterpriseId: string | null
  readonly visitId?: string | null
  readonly tripId?: string | null
  readonly confidentiality?: Confidentiality
  /** Name of the enterprise for which the shareable notes can be written into a document. */
  readonly exportFor?: string
  /** Shows the place to write alone. */
  readonly withoutList?: boolean
}

/** Notes of an enterprise, a visit or a project: a place to write, and what was written, newest first. */
export function NotesPanel(props: Props) {
  const { owner, enterpriseId, visitId = null, exportFor, withoutList = false } = props
  const { t } = useTranslation('notes')
  const filter =
    owner.table === 'enterprises' ? { enterpriseId } : owner.table === 'visits' ? { visitId } : { owner }
  const notes = useLiveQuery('notes.list', withoutList ? null : filter)
  const [writing, setWriting] = useState<string | null>(null)
  const rows = (notes.data ?? []).filter(({ id }) => id !== writing)
  return (
    <section className="op-stack" aria-label={t('label')}>
      {writing === null ? (
        <div className={styles.head}>
          <button
            type="button"
            className={styles.begin}
            onClick={() => setWriting(newId())}
            onPointerEnter={() => void loadEditor()}
            onFocus={() => void loadEditor()}
          >
            <EditOutlined aria-hidden />
            <span className="op-clip">{t('placeholder')}</span>
          </button>
          {exportFor !== undefined && enterpriseId !== null && rows.length > 0 && (
            <ExportShared enterpriseId={enterpriseId} name={exportFor} />
          )}
        </div>
      ) : (
        <NewNoteEntry key={writing} {...props} id={writing} onClose={() => setWriting(null)} />
      )}
      <ErrorNotice error={notes.error} onRetry={notes.reload} />
      {!withoutList && notes.data && rows.length === 0 && writing === null && (
        <p className="op-meta">{t('empty')}</p>
      )}
      {rows.map((row) => (
        <NoteCard
          key={row.id}
          note={row}
          editor={(note, onClose) => <Editing note={note} onClose={onClose} />}
        />
      ))}
    </section>
  )
}

function NewNoteEntry({
  id,
  owner,
  enterpriseId,
  visitId = null,
  tripId = null,
  confidentiality = 'internal',
  onClose,
}: Props & { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation('notes')
  const [open, setOpen] = useState<Confidentiality>(confidentiality)
  const chosen = useRef(open)
  chosen.current = open
  const [day] = useState(today)
  const draft = (): NewNote => ({
    ...{ enterpriseId, visitId, tripId, occurredOn: day, confidentiality: chosen.current },
    ...{ ownerTable: owner.table, ownerId: owner.id },
  })
  const choose = useAction(async (value: Confidentiality) => {
    setOpen(value)
    // The words may have become a note meanwhile.
    const { note } = await call('notes.open', { id })
    if (note) await call('notes.mark', { id, confidentiality: value })
  })
  return (
    <div className={styles.writing} data-confidentiality={open}>
      <Suspense fallback={<div className={styles.loading} aria-busy />}>
        <NoteEditor
          id={id}
          label={t('new')}
          draft={draft}
          owner={{ table: 'notes', id, enterpriseId, tripId, confidentiality: open }}
          onClose={onClose}
        />
      </Suspense>
      <ConfidentialityChoice value={open} onChange={(value) => void choose.run(value)} />
      <ErrorNotice error={choose.error} onClose={choose.clearError} />
    </div>
  )
}

function Editing({ note, onClose }: { readonly note: NoteRow; readonly onClose: () => void }) {
  const { t } = useTranslation('notes')
  const choose = useAction((value: Confidentiality) =>
    call('notes.mark', { id: note.id, confidentiality: value }),
  )
  const { id, enterpriseId, tripId, confidentiality } = note
  return (
    <>
      <Suspense fallback={<div className={styles.loading} aria-busy />}>
        <NoteEditor
          id={id}
          label={t('edit')}
          draft={() => null}
          owner={{ table: 'notes', id, enterpriseId, tripId, confidentiality }}
          onClose={onClose}
        />
      </Suspense>
      {note.mine && (
        <ConfidentialityChoice value={confidentiality} onChange={(value) => void choose.run(value)} />
      )}
      <ErrorNotice error={choose.error} onClose={choose.clearError} />
    </>
  )
}

/** Internal or shareable, with what it means. */
function ConfidentialityChoice({
  value,
  onChange,
}: {
  readonly value: Confidentiality
  readonly onChange: (value: Confidentiality) => void
}) {
  const { t } = useTranslation('notes')
  return (
    <div className="op-row">
      <Choices
        id="note-confidentiality"
        label={t('confidentiality')}
        options={(['internal', 'shareable'] as const).map((code) => ({ value: code, label: t(code) }))}
        value={value}
        onChange={(chosen) => onChange(chosen === 'shareable' ? 'shareable' : 'internal')}
      />
      <span className="op-meta">{t(`${value}Hint`)}</span>
    </div>
  )
}

/** Writes the shareable notes into a document for the enterprise. */
function ExportShared({ enterpriseId, name }: { readonly enterpriseId: string; readonly name: string }) {
  const { t } = useTranslation('notes')
  const write = useAction(async () => {
    const file = await bridge().chooseSaveFile({ suggestedName: t('export.name', { name }), kind: 'docx' })
    if (!file) return
    const { notes, left } = await call('notes.export', { enterpriseId, token: file.token })
    showToast(t('export.done', { count: notes, left }))
  })
  return (
    <>
      <Button icon={<ExportOutlined aria-hidden />} loading={write.busy} onClick={() => write.run()}>
        {t('export.button')}
      </Button>
      <ErrorNotice error={write.error} onClose={write.clearError} />
    </>
  )
}
