import { useMemo } from 'react'
import { FormProvider } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { TripDetail } from '#shared/contract/trips.ts'
import { RecordFormPage } from '../../components/RecordFormPage.tsx'
import { call } from '../../lib/client.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { ItinerarySection } from './ItinerarySection.tsx'
import { MembersSection } from './MembersSection.tsx'
import { TripBasicsSection } from './TripBasicsSection.tsx'
import { TripReportSection } from './TripReportSection.tsx'
import { initialTrip, tripSchema, withPositions } from './trip-form.ts'

/** The form of a trip with its members and its itinerary. Saving leads to the trip's page. */
export function TripForm({ id, detail }: { readonly id: string; readonly detail: TripDetail | null }) {
  const { t } = useTranslation('trips')
  const navigate = useNavigate()
  /** Who came by a link to one field goes back to where the link was. */
  const [search] = useSearchParams()
  const leave = useLeave(detail ? `/trips/${id}` : '/trips')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form keeps what it was opened with
  const initial = useMemo(() => initialTrip(detail), [id])
  const work = useRecordForm({
    draftKey: detail ? `trip:${id}` : 'trip:new',
    schema: tripSchema,
    initial,
    save: async (values, seen) => {
      await call('trips.save', { ...withPositions(values), id, seen })
      if (search.has('field')) leave()
      else navigate(`/trips/${id}`, { replace: true })
    },
  })
  return (
    <RecordFormPage title={detail ? t('form.edit') : t('form.new')} work={work} onCancel={leave}>
      <FormProvider {...work.form}>
        <TripBasicsSection isNew={detail === null} />
        <MembersSection />
        <ItinerarySection />
        <TripReportSection />
      </FormProvider>
    </RecordFormPage>
  )
}
