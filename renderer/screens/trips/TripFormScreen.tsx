import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { TripDetail } from '#shared/contract/trips.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useNewId } from '../../lib/use-new-id.ts'
import { TripForm } from './TripForm.tsx'

/** A new trip, or an existing one to be changed. */
export function TripFormScreen() {
  const { id } = useParams()
  return id ? <EditTrip key={id} id={id} /> : <NewTrip />
}

function NewTrip() {
  const id = useNewId()
  return <TripForm id={id} detail={null} />
}

function EditTrip({ id }: { readonly id: string }) {
  const { t } = useTranslation('trips')
  const found = useLiveQuery('trips.get', { id })
  if (found.data) return <StoredForm id={id} detail={found.data} />
  return (
    <Screen title={t('form.edit')}>
      <Answered query={found} empty={<EmptyState text={t('form.notFound')} />}>
        {() => null}
      </Answered>
    </Screen>
  )
}

/** The form keeps the record it was opened with; what others change meanwhile is merged field by field on saving. */
function StoredForm({ id, detail }: { readonly id: string; readonly detail: TripDetail }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a different record opens another form
  const opened = useMemo(() => detail, [id])
  return <TripForm id={id} detail={opened} />
}
