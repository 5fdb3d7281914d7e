import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VisitDetail } from '#shared/contract/visits.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { GrowingText } from '../../components/GrowingText.tsx'
import { call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { formatDay } from '../../lib/format.ts'
import { newId } from '../../lib/ids.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { useDraft } from '../../lib/use-draft.ts'

/** Notes on the visit by anybody, and a field for a new one whose text is kept as a draft. */
export function VisitNotes({ detail: { visit } }: { readonly detail: VisitDetail }) {
  const { t } = useTranslation('visits')
  const notes = useLiveQuery('notes.list', { visitId: visit.id })
  const draft = useDraft(`note:${visit.id}`)
  const [body, setBody] = useState('')
  // The same id for a repeated save, so that a retry makes no second note.
  const [noteId, setNoteId] = useState(newId)
  useEffect(() => {
    if (typeof draft.recovered?.body === 'string') setBody(draft.recovered.body)
  }, [draft.recovered])
  const save = useAction(async () => {
    await call('notes.save', {
      id: noteId,
      enterpriseId: visit.enterpriseId,
      visitId: visit.id,
      tripId: visit.tripId,
      occurredOn: today(),
      body,
      confidentiality: visit.confidentiality,
    })
    await draft.discard()
    setBody('')
    setNoteId(newId())
  })
  return (
    <section>
      <h2>{t('note.label')}</h2>
      {(notes.data ?? []).map((note) => (
        <article key={note.id} className="op-note">
          <div className="op-meta">
            {[formatDay(note.occurredOn), note.authorName].filter(Boolean).join(' · ')}
          </div>
          <div className="op-prose">{note.body}</div>
        </article>
      ))}
      <ErrorNotice error={save.error} onClose={save.clearError} />
      <div className="op-stack">
        <GrowingText
          aria-label={t('note.new')}
          placeholder={t('note.new')}
          minRows={2}
          maxRows={10}
          value={body}
          onChange={(event) => {
            const text = event.target.value
            setBody(text)
            draft.touch(() => text)
          }}
        />
        <div>
          <Button disabled={body.trim() === ''} loading={save.busy} onClick={() => void save.run()}>
            {t('note.add')}
          </Button>
        </div>
      </div>
    </section>
  )
}
