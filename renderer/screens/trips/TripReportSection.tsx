import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useTripForm } from './use-trip-form.ts'

/** What the report takes from the trip itself. */
export function TripReportSection() {
  const { t } = useTranslation('trips')
  const { control } = useTripForm()
  return (
    <FormSection
      title={t('form.report')}
      fields={['reportTo', 'reportDueOn', 'reportProblems', 'reportNextSteps']}
    >
      <TextField control={control} name="reportTo" label={t('field.reportTo')} />
      <DateField
        control={control}
        name="reportDueOn"
        label={t('field.reportDueOn')}
        hint={t('form.reportDueHint')}
      />
      <Wide>
        <TextAreaField
          control={control}
          name="reportProblems"
          label={t('field.reportProblems')}
          minRows={2}
        />
      </Wide>
      <Wide>
        <TextAreaField
          control={control}
          name="reportNextSteps"
          label={t('field.reportNextSteps')}
          minRows={2}
        />
      </Wide>
    </FormSection>
  )
}
