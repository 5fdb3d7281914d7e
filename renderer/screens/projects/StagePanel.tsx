import { Button } from 'antd'
import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { CalendarDateSchema } from '#shared/domain/calendar.ts'
import { RecordId } from '#shared/domain/entity.ts'
import { projectStages, proofKinds } from '#shared/domain/enumerations.ts'
import {
  filledConditions,
  needsReason,
  nextStages,
  type ProjectStage,
  proofFor,
  type StageStepAsked,
  stageObstacles,
} from '#shared/domain/project-stages.ts'
import type { Project } from '#shared/domain/projects.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { Notice } from '../../components/Notice.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import styles from './projects.module.css'

const Asked = z.object({
  to: z.enum(projectStages, 'required'),
  on: CalendarDateSchema,
  proofKind: z.enum(proofKinds).nullable().default(null),
  proofText: z.string().trim().max(200, 'too-long').nullable().default(null),
  proofFile: RecordId.nullable().default(null),
  reason: z.string().trim().max(500, 'too-long').nullable().default(null),
})
type Asked = z.output<typeof Asked>

/** Asks the server to take a project to another stage; what is missing for it is said before it is sent. */
export function StagePanel({
  project,
  to = null,
  onClose,
}: {
  readonly project: Project
  /** The stage that was pointed to already. */
  readonly to?: ProjectStage | null
  readonly onClose: () => void
}) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const { account } = useAccountStatus()
  const files = useLiveQuery('attachments.list', { ownerTable: 'projects', ownerId: project.id })
  const stages = nextStages(project.stage, project.stageHistory)
  const { form, submit, saving } = useRecordForm({
    // What was typed for one stage is not shown for another that was pointed to.
    draftKey: to === null ? `stage:${project.id}` : `stage:${project.id}:${to}`,
    schema: Asked,
    initial: { on: today(), ...(to === null ? {} : { to }) },
    stays: true,
    save: async (values) => {
      const { from: _from, ...asked } = stepOf(project, values)
      await call('projects.requestStage', { id: project.id, ...asked })
      showToast(t('stage.sent'))
      onClose()
    },
  })
  useShortcut('Escape', onClose, true, true)
  const typed = Asked.safeParse(useWatch({ control: form.control })).data
  const proofs = typed ? proofFor(project.stage, typed.to) : []
  const obstacles = typed
    ? stageObstacles(stepOf(project, typed), {
        stage: project.stage,
        stageSince: project.stageSince,
        history: project.stageHistory,
        filled: filledConditions(project),
        proofIsHere: true,
        role: account.role,
        lastDay: today(),
      })
    : []
  return (
    <section className={styles.panel} aria-label={t('stage.title')}>
      <h2>{t('stage.title')}</h2>
      <p className="op-meta">{t('stage.hint')}</p>
      <form
        autoComplete="off"
        className="op-stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (obstacles.length === 0) submit()
        }}
      >
        <div className={styles.pair}>
          <SelectField
            control={form.control}
            name="to"
            label={t('stage.to')}
            required
            options={stages.map((stage) => ({ value: stage, label: label('projectStages', stage) }))}
          />
          <DateField control={form.control} name="on" label={t('stage.on')} required />
        </div>
        {proofs.length > 0 && (
          <div className={styles.pair}>
            <SelectField
              control={form.control}
              name="proofKind"
              label={t('stage.proofKind')}
              required
              options={proofs.map((kind) => ({ value: kind, label: label('proofKinds', kind) }))}
            />
            <TextField control={form.control} name="proofText" label={t('stage.proofText')} required />
            <SelectField
              control={form.control}
              name="proofFile"
              label={t('stage.proofFile')}
              hint={t('stage.proofFileHint')}
              clearable
              options={(files.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </div>
        )}
        {typed && needsReason(project.stage, typed.to) && (
          <TextAreaField
            control={form.control}
            name="reason"
            label={t('stage.reason')}
            required
            minRows={2}
          />
        )}
        {obstacles.length > 0 && (
          <Notice kind="warn" title={t('stage.missing')}>
            <ul className={styles.missing}>
              {obstacles.map(({ refusal, field }) => (
                <li key={`${refusal} ${field}`}>
                  {t(`stage.obstacle.${refusal}`, {
                    field: field ? t(`field.${field.replace(/Id$/, '')}`) : '',
                  })}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        <ErrorNotice error={saving.error} onClose={saving.clearError} />
        <div className="op-row">
          <Button
            type="primary"
            htmlType="submit"
            autoFocus={to !== null}
            loading={saving.busy}
            disabled={typed !== undefined && obstacles.length > 0}
          >
            {t('stage.send')}
          </Button>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      </form>
    </section>
  )
}

/** What was typed, as a step from where the project is. What a step does not ask for is left out. */
function stepOf(project: Project, values: Asked): StageStepAsked {
  const { to, on, proofKind, proofText, proofFile, reason } = values
  const isWanted = proofKind !== null && proofFor(project.stage, to).includes(proofKind)
  return {
    from: project.stage,
    to,
    on,
    proof: isWanted && proofText ? { kind: proofKind, text: proofText, attachmentId: proofFile } : null,
    reason: needsReason(project.stage, to) ? reason || null : null,
  }
}
