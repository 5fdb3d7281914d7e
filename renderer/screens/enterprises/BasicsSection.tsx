import { type Control, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { SimilarRecords } from '../../components/SimilarRecords.tsx'
import type { EnterpriseInput, EnterpriseOutput } from './enterprise-form.ts'

export interface SectionProps {
  readonly control: Control<EnterpriseInput, unknown, EnterpriseOutput>
}

/** Who the enterprise is and where; one that is already on file is pointed out while typing. */
export function BasicsSection({ control, exceptId }: SectionProps & { readonly exceptId: string | null }) {
  const { t } = useTranslation('enterprises')
  const [name, uscc] = useWatch({ control, name: ['name', 'uscc'] })
  const text = (field: 'shortName' | 'city' | 'address' | 'country' | 'website') => (
    <TextField control={control} name={field} label={t(`field.${field}`)} />
  )
  return (
    <FormSection title={t('form.basics')} fields={['name', 'uscc', 'city', 'address']}>
      <Wide>
        <TextField
          control={control}
          name="name"
          label={t('field.name')}
          required
          autoFocus={exceptId === null}
        />
        <SimilarRecords table="enterprises" name={name ?? ''} uscc={uscc ?? null} exceptId={exceptId} />
      </Wide>
      <TextField control={control} name="uscc" label={t('field.uscc')} hint={t('form.usccHint')} />
      {!uscc && <TextField control={control} name="usccMissingReason" label={t('field.usccMissingReason')} />}
      {text('shortName')}
      {text('city')}
      {text('country')}
      {text('website')}
      <Wide>{text('address')}</Wide>
    </FormSection>
  )
}
