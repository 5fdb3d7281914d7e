import type { UseFieldArrayReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { leaderActionItems } from '#shared/domain/enumerations.ts'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { InlineRow } from './InlineRow.tsx'
import type { VisitFormApi } from './VisitFields.tsx'
import type { VisitFormValues } from './visit-form.ts'

interface Props {
  readonly form: VisitFormApi
  readonly rows: UseFieldArrayReturn<VisitFormValues, 'leaderActions', 'key'>
}

/** 六个亲自: what a leader did in person here, with this visit as its evidence. */
export function LeaderActionRows({ form, rows }: Props) {
  const { t } = useTranslation(['visits', 'enums'])
  const { control } = form
  const { fields, remove } = rows
  return fields.map((row, index) => (
    <InlineRow key={row.key} title={t('leader.title', { number: index + 1 })} onRemove={() => remove(index)}>
      <div className="op-two">
        <SelectField
          control={control}
          name={`leaderActions.${index}.item`}
          label={t('leader.item')}
          options={leaderActionItems.map((value) => ({
            value,
            label: t(`enums:leaderActionItems.${value}`),
          }))}
        />
        <TextField
          control={control}
          name={`leaderActions.${index}.leader`}
          label={t('leader.leader')}
          autoFocus
        />
      </div>
    </InlineRow>
  ))
}
