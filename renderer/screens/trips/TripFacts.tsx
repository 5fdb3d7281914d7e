import { useTranslation } from 'react-i18next'
import type { TripDetail } from '#shared/contract/trips.ts'
import { Facts } from '../../components/Facts.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'

/** Filing, region, dates and purpose of a trip. */
export function TripFacts({ detail }: { readonly detail: TripDetail }) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  const { trip, reportDueOn } = detail
  const facts = [
    ['dates', `${formatDay(trip.startOn)} – ${formatDay(trip.endOn)}`],
    ['kind', label('tripKinds', trip.kind)],
    ['cities', trip.cities.join('、')],
    ['region', label('regions', trip.region)],
    ['filingNo', trip.filingNo],
    ['approvedBy', trip.approvedBy],
    ['reportTo', trip.reportTo],
    ['reportDueOn', formatDay(reportDueOn)],
    ['purpose', trip.purpose],
  ] as const
  return (
    <section aria-label={t('detail.facts')}>
      <h2>{t('detail.facts')}</h2>
      <Facts
        label={t('detail.facts')}
        rows={[]}
        wide={facts.map(([field, value]) => ({ key: field, name: t(`field.${field}`), value }))}
      />
    </section>
  )
}
