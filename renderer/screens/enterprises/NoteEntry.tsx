import { Button } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notes } from '#shared/domain/notes.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { GrowingText } from '../../components/GrowingText.tsx'
import { call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { isComposing } from '../../lib/composition.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatTime } from '../../lib/format.ts'
import { newId } from '../../lib/ids.ts'
import { useAction } from '../../lib/use-action.ts'
import { useDraft } from '../../lib/use-draft.ts'

/** A note of a negotiation, written without leaving the enterprise. What is typed is kept as a draft all along. */
export function NoteEntry({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation(['enterprises', 'validation'])
  const { options } = useEnums()
  const id = useId()
  const draft = useDraft(`note:${enterpriseId}`)
  const [body, setBody] = useState('')
  const [confidentiality, setConfidentiality] = useState('internal')
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const noteId = useRef(newId())
  const written = useRef(body)
  written.current = body

  useEffect(() => {
    const left = draft.recovered?.body
    if (typeof left === 'string' && written.current === '') setBody(left)
  }, [draft.recovered])

  const save = useAction(async () => {
    const parsed = notes.draft.safeParse({
      enterpriseId,
      visitId: null,
      tripId: null,
      occurredOn: today(),
      body,
      confidentiality,
    })
    if (!parsed.success) {
      setProblem(parsed.error.issues[0]?.message ?? 'invalid')
      return
    }
    await call('notes.save', { ...parsed.data, id: noteId.current })
    noteId.current = newId()
    setBody('')
    setSavedAt(new Date().toISOString())
    await draft.discard()
  })

  return (
    <section className="op-stack" aria-label={t('enterprises:note.label')}>
      <label className="op-label" htmlFor={id}>
        {t('enterprises:note.label')}
      </label>
      <GrowingText
        id={id}
        value={body}
        minRows={3}
        maxRows={14}
        placeholder={t('enterprises:note.placeholder')}
        onChange={({ target }) => {
          setBody(target.value)
          setSavedAt(null)
          setProblem(null)
          draft.touch(() => written.current)
        }}
        onKeyDown={(event) => {
          if (isComposing() || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          void save.run()
        }}
      />
      <div className="op-row">
        <Button
          loading={save.busy}
          disabled={body.trim() === ''}
          onClick={() => save.run()}
          title="Ctrl+Enter"
        >
          {t('enterprises:note.save')}
        </Button>
        <Choices
          id={`${id}-confidentiality`}
          label={t('enterprises:note.confidentiality')}
          options={options('confidentialities')}
          value={confidentiality}
          onChange={(value) => setConfidentiality(value ?? 'internal')}
        />
        <span role="status" className="op-saved">
          {problem ? (
            <span className="op-late">{t(`validation:${problem}`)}</span>
          ) : (
            savedAt && t('enterprises:note.saved', { time: formatTime(savedAt) })
          )}
        </span>
      </div>
      <ErrorNotice error={save.error} onClose={save.clearError} />
    </section>
  )
}
