import type { UseFieldArrayReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { demandCategories } from '#shared/domain/enumerations.ts'
import { DateField } from '../../components/fields/DateField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { InlineRow } from './InlineRow.tsx'
import type { VisitFormApi } from './VisitFields.tsx'
import type { VisitFormValues } from './visit-form.ts'

interface Props {
  readonly form: VisitFormApi
  readonly rows: UseFieldArrayReturn<VisitFormValues, 'demands', 'key'>
}

/** 诉求 said in the visit, a small row each. */
export function DemandRows({ form, rows }: Props) {
  const { t } = useTranslation(['visits', 'enums'])
  const { control } = form
  const { fields, remove } = rows
  return fields.map((row, index) => (
    <InlineRow key={row.key} title={t('demand.title', { number: index + 1 })} onRemove={() => remove(index)}>
      <TextField control={control} name={`demands.${index}.content`} label={t('demand.content')} autoFocus />
      <div className="op-three">
        <SelectField
          control={control}
          name={`demands.${index}.category`}
          label={t('demand.category')}
          options={demandCategories.map((value) => ({
            value,
            label: t(`enums:demandCategories.${value}`),
          }))}
        />
        <TextField control={control} name={`demands.${index}.responsible`} label={t('demand.responsible')} />
        <DateField control={control} name={`demands.${index}.dueOn`} label={t('demand.dueOn')} />
      </div>
    </InlineRow>
  ))
}
