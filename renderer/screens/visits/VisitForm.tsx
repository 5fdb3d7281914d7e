import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { VisitDetail } from '#shared/contract/visits.ts'
import { DraftNotice } from '../../components/DraftNotice.tsx'
import { SaveBar } from '../../components/SaveBar.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { call } from '../../lib/client.ts'
import { localDate, localTime } from '../../lib/clock.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
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
  // Who came for one field (from the list of what a report lacks) is led back there.
  const isMending = search.has('field')
  const [isStored, setStored] = useState(visit !== null)
  const leave = useLeave(isStored ? `/visits/${id}` : '/visits', isStored && !isMending)
  const work = useRecordForm<VisitFormValues, VisitFormOutput>({
    draftKey: visit ? `visit:${id}` : `visit:new:${id}`,
    schema: Schema,
    initial: original,
    ofDraft: (body) => visitFormOfDraft(body, beginning),
    stays: !isMending,
    save: async (values, seen) => {
      await call('visits.save', { ...visitToSave(id, values), seen: isStored ? seen : null })
      work.fillIn(() => form.setValue('enterpriseIsNew', false))
      setStored(true)
      if (isMending) leave()
    },
  })
  const { form, draft, fillIn, saving, savedAt } = work
  const trips = useTripPrefill(form, {
    active: visit === null && draft.recovered === null,
    me: account.userId,
    fillIn,
  })
  const chosenId = form.watch('enterpriseId')
  const isNew = form.watch('enterpriseIsNew') === true
  const enterprise = useLiveQuery('enterprises.get', chosenId && !isNew ? { id: chosenId } : null)

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

  const column = useRef<HTMLFormElement>(null)
  const submit = () =>
    void form.handleSubmit(
      (values) => saving.run(values),
      // After the errors are drawn, the first field that has one gets the keyboard.
      () => setTimeout(() => column.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()),
    )()

  return (
    <Screen
      title={visit ? t('form.edit') : t('form.new')}
      flush
      foot={
        <SaveBar
          onSave={submit}
          saving={saving.busy}
          failure={saving}
          savedAt={savedAt}
          draftAt={draft.savedAt}
          draftFailed={draft.failed}
          problems={work.problems}
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
          <DraftNotice shown={work.recovered} onStartOver={work.startOver} />
          {!visit && <OtherDrafts exceptId={id} />}
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
