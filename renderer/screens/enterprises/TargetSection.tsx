import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { NumberField } from '../../components/fields/NumberField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useEnums } from '../../lib/enums.ts'
import type { SectionProps } from './BasicsSection.tsx'

/** What we want of the enterprise and where we stand with it. */
export function TargetSection({ control }: SectionProps) {
  const { t } = useTranslation('enterprises')
  const { options } = useEnums()
  return (
    <FormSection title={t('form.target')} fields={['status', 'priority', 'investIntent', 'remarks']}>
      <ChoiceField
        control={control}
        name="status"
        label={t('field.status')}
        options={options('enterpriseStatuses')}
        clearable
      />
      <ChoiceField
        control={control}
        name="priority"
        label={t('field.priority')}
        options={options('priorities')}
        clearable
      />
      <NumberField control={control} name="investIntent" label={t('field.investIntent')} />
      <NumberField control={control} name="contactIntervalDays" label={t('field.contactIntervalDays')} />
      <SelectField
        control={control}
        name="targetLevel"
        label={t('field.targetLevel')}
        options={options('targetLevels')}
        clearable
      />
      <TextField control={control} name="targetCategory" label={t('field.targetCategory')} />
      <Wide>
        <TextAreaField control={control} name="remarks" label={t('field.remarks')} minRows={2} />
      </Wide>
    </FormSection>
  )
}
