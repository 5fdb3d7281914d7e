import { useTranslation } from 'react-i18next'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { periods, useChainView } from './chain-view-store.ts'

/** The period whose visits are counted. */
export function PeriodSelect() {
  const { t } = useTranslation('chains')
  const { period, choosePeriod } = useChainView()
  return (
    <FilterSelect
      label={t('period.label')}
      value={period}
      options={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
      onChange={(value) => choosePeriod(value ?? 'year')}
      width={128}
      clearable={false}
    />
  )
}
