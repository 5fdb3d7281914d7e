import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { firstStages } from '#shared/domain/project-stages.ts'
import type { Project } from '#shared/domain/projects.ts'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { CheckField } from '../../components/fields/CheckField.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { EnterpriseField } from '../../components/fields/EnterpriseField.tsx'
import { NumberField } from '../../components/fields/NumberField.tsx'
import { TagsField } from '../../components/fields/TagsField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { RecordFormPage } from '../../components/RecordFormPage.tsx'
import { call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { initialProject, newProjectSchema } from './project-form.ts'

/** The form of a project. Saving leads to its page. */
export function ProjectForm({
  id,
  project,
  enterpriseId,
}: {
  readonly id: string
  readonly project: Project | null
  readonly enterpriseId: string | null
}) {
  const { t } = useTranslation('projects')
  const { label, options } = useEnums()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const leave = useLeave(project ? `/projects/${id}` : '/projects')
  const work = useRecordForm({
    draftKey: project ? `project:${id}` : 'project:new',
    schema: newProjectSchema,
    initial: initialProject(project, today(), enterpriseId),
    save: async (values, seen) => {
      await call('projects.save', { ...values, id, seen })
      if (search.has('field')) leave()
      else navigate(`/projects/${id}`, { replace: true })
    },
  })
  const { control } = work.form
  return (
    <RecordFormPage title={project ? t('form.edit') : t('form.new')} work={work} onCancel={leave}>
      <FormSection title={t('form.basics')} fields={['name', 'enterpriseId', 'content', 'totalInvest']}>
        <Wide>
          <TextField
            control={control}
            name="name"
            label={t('field.name')}
            required
            autoFocus={project === null}
          />
        </Wide>
        <EnterpriseField control={control} name="enterpriseId" label={t('field.enterprise')} none={null} />
        <TagsField control={control} name="investors" label={t('field.investors')} />
        <NumberField control={control} name="totalInvest" label={t('field.totalInvest')} />
        <TextField control={control} name="code" label={t('field.code')} />
        <Wide>
          <TextAreaField control={control} name="content" label={t('field.content')} minRows={2} />
        </Wide>
      </FormSection>
      <FormSection title={t('form.place')} fields={['kind', 'stage', 'leadLeader', 'park', 'landMu']}>
        <ChoiceField
          control={control}
          name="kind"
          label={t('field.kind')}
          options={options('projectKinds')}
        />
        <ChoiceField
          control={control}
          name="class"
          label={t('field.class')}
          options={options('projectClasses')}
          clearable
        />
        {!project && (
          <>
            <ChoiceField
              control={control}
              name="stage"
              label={t('field.stage')}
              hint={t('form.stageHint')}
              options={firstStages.map((stage) => ({ value: stage, label: label('projectStages', stage) }))}
            />
            <DateField control={control} name="stageSince" label={t('field.stageSince')} />
          </>
        )}
        <TextField control={control} name="leadLeader" label={t('field.leadLeader')} />
        <TextField control={control} name="park" label={t('field.park')} />
        <NumberField control={control} name="landMu" label={t('field.landMu')} />
        <CheckField control={control} name="isKey" label={t('field.isKey')} />
        <Wide>
          <TextAreaField control={control} name="remarks" label={t('field.remarks')} minRows={2} />
        </Wide>
      </FormSection>
    </RecordFormPage>
  )
}
