import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { AppError } from '#shared/contract/errors.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Screen } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { newId } from '../../lib/ids.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { VisitForm } from './VisitForm.tsx'

/** `/visits/new`, or `/visits/:id/edit`. A new visit gets its id at once, so that its draft has a name. */
export function VisitFormScreen() {
  const { id } = useParams()
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const draft = search.get('draft')
  const enterprise = search.get('enterprise')
  const trip = search.get('trip')
  useEffect(() => {
    if (id || draft) return
    const more = new URLSearchParams(search)
    more.set('draft', newId())
    void navigate({ pathname: '/visits/new', search: `?${more}` }, { replace: true })
  }, [id, draft, search, navigate])
  if (id) return <EditVisit key={id} id={id} />
  if (!draft) return null
  return <NewVisit key={draft} id={draft} enterpriseId={enterprise} tripId={trip} />
}

function NewVisit(props: {
  readonly id: string
  readonly enterpriseId: string | null
  readonly tripId: string | null
}) {
  const navigate = useNavigate()
  const { id } = props
  const [ready, setReady] = useState(false)
  // The address of a new visit may be opened again after it was saved: then it is no longer new.
  useEffect(() => {
    call('visits.get', { id }).then(
      (saved) => (saved ? navigate(`/visits/${id}/edit`, { replace: true }) : setReady(true)),
      () => setReady(true),
    )
  }, [id, navigate])
  if (!ready) return null
  return <VisitForm id={id} visit={null} enterpriseId={props.enterpriseId} tripId={props.tripId} />
}

function EditVisit({ id }: { readonly id: string }) {
  const { t } = useTranslation('visits')
  const visit = useLiveQuery('visits.get', { id })
  if (visit.data && !visit.data.mine)
    return (
      <Screen title={t('form.edit')}>
        <ErrorNotice error={new AppError('record/not-yours')} />
      </Screen>
    )
  if (!visit.data)
    return (
      <Screen title={t('form.edit')}>
        {visit.data === null && <ErrorNotice error={new AppError('record/not-found')} />}
        {visit.error && <ErrorNotice error={visit.error} onRetry={visit.reload} />}
      </Screen>
    )
  return <VisitForm id={id} visit={visit.data} enterpriseId={null} tripId={null} />
}
