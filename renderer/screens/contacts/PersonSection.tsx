import { type Control, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { CheckField } from '../../components/fields/CheckField.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { TagsField } from '../../components/fields/TagsField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { SimilarRecords } from '../../components/SimilarRecords.tsx'
import { useEnums } from '../../lib/enums.ts'
import type { ContactInput, ContactOutput } from './contact-form.ts'

export interface ContactSectionProps {
  readonly control: Control<ContactInput, unknown, ContactOutput>
}

/** The person: name, how to reach them, where they come from. */
export function PersonSection({
  control,
  isNew,
  id,
}: ContactSectionProps & { readonly isNew: boolean; readonly id: string }) {
  const { t } = useTranslation('contacts')
  const { options } = useEnums()
  const [name, phones, posts] = useWatch({ control, name: ['name', 'phones', 'posts'] })
  return (
    <FormSection title={t('form.person')} fields={['name', 'phones', 'email', 'wechat']}>
      <TextField control={control} name="name" label={t('field.name')} required autoFocus={isNew} />
      <ChoiceField
        control={control}
        name="gender"
        label={t('field.gender')}
        options={options('genders')}
        clearable
      />
      <TagsField control={control} name="phones" label={t('field.phones')} hint={t('form.phonesHint')} />
      <Wide>
        <SimilarRecords
          table="contacts"
          name={name ?? ''}
          phones={(phones ?? []).slice(0, 20)}
          enterpriseIds={(posts ?? []).flatMap((post) => post.enterpriseId || []).slice(0, 50)}
          exceptId={id}
        />
      </Wide>
      <TextField control={control} name="wechat" label={t('field.wechat')} />
      <TextField control={control} name="email" label={t('field.email')} />
      <TextField control={control} name="nativePlace" label={t('field.nativePlace')} />
      <Wide>
        <CheckField control={control} name="hometownTie" label={t('field.hometownTie')} />
      </Wide>
      <Wide>
        <TextAreaField control={control} name="remarks" label={t('field.remarks')} minRows={2} />
      </Wide>
    </FormSection>
  )
}
