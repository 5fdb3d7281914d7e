import { useId } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { EnterprisePicker } from '../../components/EnterprisePicker.tsx'
import { Field } from '../../components/fields/Field.tsx'
import type { VisitFormApi } from './VisitFields.tsx'

/** Whom the visit was paid to: three values of the form behind one picker. */
export function EnterpriseField({
  form,
  onChosen,
}: {
  readonly form: VisitFormApi
  readonly onChosen: () => void
}) {
  const { t } = useTranslation('visits')
  const fieldId = useId()
  const { control, formState } = form
  const [id, name, isNew] = useWatch({
    control,
    name: ['enterpriseId', 'enterpriseName', 'enterpriseIsNew'],
  })
  const error = formState.errors.enterpriseId?.message
  return (
    <Field
      id={fieldId}
      name="enterpriseId"
      label={t('field.enterprise')}
      error={error}
      hint={isNew && id ? t('field.enterprise-new') : undefined}
      required
    >
      <EnterprisePicker
        id={fieldId}
        label={t('field.enterprise')}
        autoFocus={id === ''}
        value={id ? { id, name: name ?? '', isNew: isNew === true } : null}
        onChange={(enterprise) => {
          form.setValue('enterpriseName', enterprise?.name ?? '')
          form.setValue('enterpriseIsNew', enterprise?.isNew ?? false)
          form.setValue('enterpriseId', enterprise?.id ?? '', { shouldValidate: error !== undefined })
        }}
        onChosen={onChosen}
        wrong={error !== undefined}
        describedBy={error || (isNew && id) ? `${fieldId}-note` : undefined}
      />
    </Field>
  )
}
