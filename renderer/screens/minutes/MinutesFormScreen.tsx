import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { AppError } from '#shared/contract/errors.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { StoredRecord } from '../../components/FoundRecord.tsx'
import { Screen } from '../../components/Screen.tsx'
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
  // What it began with stays, also when the visit changes while the form is open.
  return (
    <StoredRecord key={id} query={start} title={t('form.new')} gone={t('form.no-visit')}>
      {({ enterpriseName, values }) => (
        <MinutesForm id={id} enterpriseName={enterpriseName} values={values} isNew />
      )}
    </StoredRecord>
  )
}

function EditMinutes({ id }: { readonly id: string }) {
  const { t } = useTranslation('minutes')
  const found = useLiveQuery('minutes.get', { id })
  return (
    <StoredRecord query={found} title={t('form.edit')} gone={t('common:record-gone')}>
      {(opened) =>
        opened.mine ? (
          <MinutesForm
            id={id}
            enterpriseName={opened.enterpriseName ?? ''}
            values={minutesFormOf(opened)}
            isNew={false}
          />
        ) : (
          <Screen title={t('form.edit')}>
            <ErrorNotice error={new AppError('record/not-yours')} />
          </Screen>
        )
      }
    </StoredRecord>
  )
}
