import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TagsField } from '../../components/fields/TagsField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useTripForm } from './use-trip-form.ts'

/** What kind of trip, where to, when, and under which filing number. */
export function TripBasicsSection({ isNew }: { readonly isNew: boolean }) {
  const { t } = useTranslation('trips')
  const { options } = useEnums()
  const { control } = useTripForm()
  const names = ['title', 'kind', 'filingNo', 'region', 'cities', 'startOn', 'endOn', 'purpose', 'approvedBy']
  return (
    <FormSection title={t('form.basics')} fields={names}>
      <Wide>
        <TextField control={control} name="title" label={t('field.title')} required autoFocus={isNew} />
      </Wide>
      <DateField control={control} name="startOn" label={t('field.startOn')} required />
      <DateField control={control} name="endOn" label={t('field.endOn')} required />
      <TagsField control={control} name="cities" label={t('field.cities')} hint={t('form.citiesHint')} />
      <SelectField
        control={control}
        name="region"
        label={t('field.region')}
        options={options('regions')}
        clearable
      />
      <ChoiceField
        control={control}
        name="kind"
        label={t('field.kind')}
        options={options('tripKinds')}
        required
      />
      <ChoiceField
        control={control}
        name="state"
        label={t('field.state')}
        options={options('tripStates')}
        required
      />
      <TextField control={control} name="filingNo" label={t('field.filingNo')} />
      <TextField control={control} name="approvedBy" label={t('field.approvedBy')} />
      <Wide>
        <TextAreaField control={control} name="purpose" label={t('field.purpose')} minRows={2} />
      </Wide>
    </FormSection>
  )
}
