import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { AppError } from '#shared/contract/errors.ts'
import type { MinutesDetail, MinutesStart } from '#shared/contract/minutes.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useNewId } from '../../lib/use-new-id.ts'
import { MinutesForm } from './MinutesForm.tsx'
import { minutesFormOf } from './minutes-form.ts'

/** `/minutes/new?visit=` or `?enterprise=`, and `/minutes/:id/edit`. */
export function MinutesFormScreen() {
  const { id } = useParams()
  return id ? <EditMinutes key={id} id={id} /> : <NewMinutes />
}

function NewMinutes() {
  const { t } = useTranslation('minutes')
  const id = useNewId()
  const [search] = useSearchParams()
  const from = { visitId: search.get('visit'), enterpriseId: search.get('enterprise') }
  const start = useLiveQuery('minutes.start', from)
  if (start.data) return <StartedForm key={id} id={id} start={start.data} />
  return (
    <Screen title={t('form.new')}>
      <Answered query={start} empty={<EmptyState text={t('form.no-visit')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

/** The form keeps what it began with, also when the visit changes while it is open. */
function StartedForm({ id, start }: { readonly id: string; readonly start: MinutesStart }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other minutes open another form
  const begun = useMemo(() => start, [id])
  return <MinutesForm id={id} enterpriseName={begun.enterpriseName} values={begun.values} isNew />
}

function EditMinutes({ id }: { readonly id: string }) {
  const { t } = useTranslation('minutes')
  const found = useLiveQuery('minutes.get', { id })
  if (found.data?.mine) return <StoredForm key={id} detail={found.data} />
  return (
    <Screen title={t('form.edit')}>
      {found.data && <ErrorNotice error={new AppError('record/not-yours')} />}
      <Answered query={found} empty={<EmptyState text={t('common:record-gone')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

function StoredForm({ detail }: { readonly detail: MinutesDetail }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other minutes open another form
  const opened = useMemo(() => detail, [detail.minutes.id])
  return (
    <MinutesForm
      id={opened.minutes.id}
      enterpriseName={opened.enterpriseName ?? ''}
      values={minutesFormOf(opened)}
      isNew={false}
    />
  )
}
