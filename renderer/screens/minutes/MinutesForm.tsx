import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { TimeField } from '../../components/fields/TimeField.tsx'
import { RecordFormPage } from '../../components/RecordFormPage.tsx'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import styles from './minutes.module.css'
import { type MinutesInput, type MinutesOutput, minutesSchema } from './minutes-form.ts'
import { PeopleRows } from './PeopleRows.tsx'
import { AgreedRows, DemandRows } from './TaskRows.tsx'

interface Props {
  readonly id: string
  readonly enterpriseName: string
  /** What the form begins with: the saved minutes, or what the visit tells. */
  readonly values: MinutesInput
  readonly isNew: boolean
}

/** Writing the minutes of a talk. Saving leads to the finished text. */
export function MinutesForm({ id, enterpriseName, values, isNew }: Props) {
  const { t } = useTranslation('minutes')
  const { options } = useEnums()
  const navigate = useNavigate()
  const leave = useLeave(isNew ? `/enterprises/${values.enterpriseId}` : `/minutes/${id}`)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form keeps what it was opened with
  const initial = useMemo(() => values, [id])
  const work = useRecordForm<MinutesInput, MinutesOutput>({
    draftKey: isNew ? `minutes:new:${values.visitId ?? values.enterpriseId}` : `minutes:${id}`,
    schema: minutesSchema,
    initial,
    save: async (output, seen) => {
      await call('minutes.save', { ...output, id, seen: isNew ? null : seen })
      navigate(`/minutes/${id}`, { replace: true })
    },
  })
  const { control } = work.form
  return (
    <RecordFormPage
      title={isNew ? t('form.new') : t('form.edit')}
      state={<span className="op-meta">{enterpriseName}</span>}
      work={work}
      onCancel={leave}
      className={styles.form}
    >
      <FormSection title={t('section.talk')}>
        <Wide>
          <TextField control={control} name="title" label={t('field.title')} required />
        </Wide>
        <div className={styles.when}>
          <DateField control={control} name="occurredOn" label={t('field.occurredOn')} required />
          <TimeField control={control} name="startTime" label={t('field.startTime')} />
          <TimeField control={control} name="endTime" label={t('field.endTime')} />
        </div>
        <TextField control={control} name="place" label={t('field.place')} />
        <TextField control={control} name="chair" label={t('field.chair')} />
        <TextField control={control} name="recorder" label={t('field.recorder')} />
      </FormSection>
      <FormSection
        title={t('section.people')}
        extra={<span className="op-meta">{t('hint.people')}</span>}
        fields={['ourPeople', 'theirPeople']}
      >
        <PeopleRows control={control} name="ourPeople" title={t('field.ourPeople')} />
        <PeopleRows control={control} name="theirPeople" title={t('field.theirPeople')} />
      </FormSection>
      <FormSection title={t('section.topics')}>
        <Wide>
          <TextAreaField
            control={control}
            name="topics"
            label={t('field.topics')}
            hideLabel
            hint={t('hint.topics')}
          />
        </Wide>
      </FormSection>
      <DemandRows control={control} />
      <AgreedRows control={control} />
      <FormSection title={t('section.confidentiality')}>
        <ChoiceField
          control={control}
          name="confidentiality"
          label={t('field.confidentiality')}
          hideLabel
          options={options('confidentialities')}
          hint={t('hint.confidentiality')}
        />
        <Wide>
          <TextAreaField
            control={control}
            name="internalRemarks"
            label={t('field.internalRemarks')}
            hint={t('hint.internalRemarks')}
            minRows={2}
          />
        </Wide>
      </FormSection>
    </RecordFormPage>
  )
}
