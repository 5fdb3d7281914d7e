import type { UseFieldArrayReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { DateField } from '../../components/fields/DateField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { InlineRow } from './InlineRow.tsx'
import type { VisitFormApi } from './VisitFields.tsx'
import type { VisitFormValues } from './visit-form.ts'

interface Props {
  readonly form: VisitFormApi
  readonly rows: UseFieldArrayReturn<VisitFormValues, 'commitments', 'key'>
}

/** 承诺 made in the visit. One without a policy behind it is pointed out, never refused. */
export function CommitmentRows({ form, rows }: Props) {
  const { t } = useTranslation('visits')
  const { control } = form
  const { fields, remove } = rows
  return fields.map((row, index) => (
    <InlineRow
      key={row.key}
      title={t('commitment.title', { number: index + 1 })}
      onRemove={() => remove(index)}
    >
      <TextField
        control={control}
        name={`commitments.${index}.content`}
        label={t('commitment.content')}
        autoFocus
      />
      <div className="op-three">
        <TextField control={control} name={`commitments.${index}.madeBy`} label={t('commitment.madeBy')} />
        <TextField
          control={control}
          name={`commitments.${index}.responsible`}
          label={t('commitment.responsible')}
        />
        <DateField control={control} name={`commitments.${index}.dueOn`} label={t('commitment.dueOn')} />
      </div>
      <TextField
        control={control}
        name={`commitments.${index}.basisPolicy`}
        label={t('commitment.basisPolicy')}
        hint={form.watch(`commitments.${index}.basisPolicy`) ? undefined : t('commitment.no-basis')}
      />
    </InlineRow>
  ))
}
