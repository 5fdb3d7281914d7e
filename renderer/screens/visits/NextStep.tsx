import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { UserRow } from '#shared/contract/people.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { nextDates } from './next-dates.ts'
import type { VisitFormApi } from './VisitFields.tsx'

interface Props {
  readonly form: VisitFormApi
  readonly users: readonly UserRow[]
  readonly today: CalendarDate
}

/** What comes next, until when and by whom. The quick dates only fill the date field. */
export function NextStep({ form, users, today }: Props) {
  const { t } = useTranslation('visits')
  const { control } = form
  const due = useWatch({ control, name: 'nextDue' })
  const dates = nextDates(today)
  return (
    <div className="op-visit-next">
      <TextField control={control} name="nextStep" label={t('field.nextStep')} />
      <Choices
        id="next-due"
        label={t('next.label')}
        options={dates.map(({ key, day }) => ({ value: day, label: t(`next.${key}`) }))}
        value={dates.find(({ day }) => day === due)?.day ?? null}
        onChange={(day) => form.setValue('nextDue', day, { shouldDirty: true })}
      />
      <div className="op-two">
        <DateField control={control} name="nextDue" label={t('field.nextDue')} />
        <SelectField
          control={control}
          name="nextOwnerId"
          label={t('field.nextOwner')}
          clearable
          options={users.map((user) => ({ value: user.id, label: user.name }))}
          onChosen={(id) => form.setValue('nextOwner', users.find((user) => user.id === id)?.name ?? null)}
        />
      </div>
    </div>
  )
}
