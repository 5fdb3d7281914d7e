import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { Seen } from '#shared/contract/seen.ts'
import type { VisitDetail } from '#shared/contract/visits.ts'
import { DraftNotice } from '../../components/DraftNotice.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SaveBar } from '../../components/SaveBar.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { call } from '../../lib/client.ts'
import { localDate, localTime } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { plainValues } from '../../lib/plain-values.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { markProblems, useFieldFromAddress } from '../../lib/use-record-form.ts'
import { EnterpriseBrief } from './EnterpriseBrief.tsx'
import { OtherDrafts } from './OtherDrafts.tsx'
import { useTripPrefill } from './use-trip-prefill.ts'
import { VisitFields } from './VisitFields.tsx'
import {
  newVisit,
  VisitForm as Schema,
  type VisitFormOutput,
  type VisitFormValues,
  visitFormOf,
  visitFormOfDraft,
  visitToSave,
} from './visit-form.ts'
import './visits.css'

interface Props {
  readonly id: string
  /** The saved visit, null for a new one. */
  readonly visit: VisitDetail | null
  /** Chosen already where the form was opened from an enterprise or a trip. */
  readonly enterpriseId: string | null
  readonly tripId: string | null
}

/** Recording a visit: one column, the brief of the chosen enterprise at the right. */
export function VisitForm({ id, visit, enterpriseId, tripId }: Props) {
  const { t } = useTranslation('visits')
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const { account } = useAccountStatus()
  const [beginning] = useState(() => {
    const now = new Date()
    const me = { personId: account.userId, name: account.userName, post: account.post }
    return { day: localDate(now), time: localTime(now), me }
  })
  const [original] = useState(() => (visit ? visitFormOf(visit) : { ...newVisit(beginning), tripId }))
  /** What stood in the record when the form was opened or last saved; a later change elsewhere is not written over. */
  const shown = useRef<Seen>(visit ? plainValues(original) : null)
  const form = useForm<VisitFormValues, unknown, VisitFormOutput>({
    resolver: zodResolver(Schema),
    defaultValues: original,
  })
  const draft = useDraft(visit ? `visit:${id}` : `visit:new:${id}`)
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const [recovered, setRecovered] = useState(false)
  /** While the form itself fills fields in, nothing counts as typed. */
  const quiet = useRef(false)
  const fillIn = useCallback((fill: () => void) => {
    quiet.current = true
    fill()
    quiet.current = false
  }, [])
  const trips = useTripPrefill(form, {
    active: visit === null && draft.recovered === null,
    me: account.userId,
    fillIn,
  })
  const chosenId = form.watch('enterpriseId')
  const isNew = form.watch('enterpriseIsNew') === true
  const enterprise = useLiveQuery('enterprises.get', chosenId && !isNew ? { id: chosenId } : null)

  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values, name }) => {
          if (!name || quiet.current) return
          setSavedAt(null)
          draft.touch(() => values)
        },
      }),
    [form, draft.touch],
  )
  useEffect(() => {
    if (!draft.recovered) return
    const values = visitFormOfDraft(draft.recovered.body, beginning)
    if (!values) return
    form.reset(values)
    setRecovered(true)
  }, [draft.recovered, form, beginning])
  useEffect(() => {
    if (!enterpriseId) return
    call('enterprises.get', { id: enterpriseId }).then((known) => {
      if (!known) return
      fillIn(() => {
        form.setValue('enterpriseId', enterpriseId)
        form.setValue('enterpriseName', known.enterprise.name)
      })
    }, console.error)
  }, [enterpriseId, form, fillIn])

  // Who came for one field (from the list of what a report lacks) is led back there.
  const isMending = search.has('field')
  const isStored = savedAt !== null || visit !== null
  const leave = useLeave(isStored ? `/visits/${id}` : '/visits', isStored && !isMending)
  const save = useAction(async (values: VisitFormOutput) => {
    const typed = draft.touches()
    const seen = shown.current
    const saved = await call('visits.save', { ...visitToSave(id, values), seen }).catch((thrown: unknown) => {
      markProblems(form, thrown)
      throw thrown
    })
    fillIn(() => form.setValue('enterpriseIsNew', false))
    shown.current = plainValues(values)
    // What was typed while the save was under way is not in the record: it stays a draft.
    if (draft.touches() !== typed) return
    setSavedAt(saved.savedAt)
    await draft.discard()
    if (!isMending) return
    showToast(t('common:saved-locally', { time: formatTime(saved.savedAt) }))
    leave()
  })
  const column = useRef<HTMLFormElement>(null)
  const submit = () =>
    void form.handleSubmit(
      (values) => save.run(values),
      // After the errors are drawn, the first field that has one gets the keyboard.
      () => setTimeout(() => column.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()),
    )()
  const discard = async () => {
    setRecovered(false)
    await draft.discard()
    form.reset(original)
  }
  useFieldFromAddress(draft.recovered !== undefined)

  return (
    <Screen
      title={visit ? t('form.edit') : t('form.new')}
      flush
      foot={
        <SaveBar
          onSave={submit}
          saving={save.busy}
          savedAt={savedAt}
          draftAt={draft.savedAt}
          draftFailed={draft.failed}
          problems={Object.keys(form.formState.errors).length}
          onCancel={leave}
          extra={
            savedAt && (
              <div className="op-row">
                <Button onClick={() => void navigate(`/visits/${id}`)}>{t('form.view')}</Button>
                <Button onClick={() => void navigate('/visits/new')}>{t('form.another')}</Button>
              </div>
            )
          }
        />
      }
    >
      <div className="op-visit-form">
        <form
          ref={column}
          className="op-visit-column"
          noValidate
          onSubmit={(event) => event.preventDefault()}
        >
          <DraftNotice shown={recovered && savedAt === null} onStartOver={() => void discard()} />
          {!visit && <OtherDrafts exceptId={id} />}
          <ErrorNotice error={save.error} onClose={save.clearError} />
          <VisitFields
            id={id}
            form={form}
            trips={trips}
            enterprise={enterprise.data ?? null}
            day={beginning.day}
          />
        </form>
        <EnterpriseBrief form={form} enterprise={enterprise} visitId={id} />
      </div>
    </Screen>
  )
}
