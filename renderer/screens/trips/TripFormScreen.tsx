import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { StoredRecord } from '../../components/FoundRecord.tsx'
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
  return (
    <StoredRecord query={found} title={t('form.edit')} gone={t('form.notFound')}>
      {(opened) => <TripForm id={id} detail={opened} />}
    </StoredRecord>
  )
}
