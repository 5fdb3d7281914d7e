import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DemandRow } from '#shared/contract/promises.ts'
import { type Demand, demands } from '#shared/domain/demands.ts'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { CheckField } from '../../components/fields/CheckField.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { NotFoundPanel } from './NotFoundPanel.tsx'
import { PromisePanel } from './PromisePanel.tsx'
import { everything, recordOf } from './promise-record.ts'

/** A demand of an enterprise: who deals with it until when, and what came of it. */
export function DemandPanel({ id }: { readonly id: string }) {
  const query = useLiveQuery('demands.list', everything)
  const row = recordOf(query, id)
  if (row) return <DemandForm key={row.id} row={row} />
  return <Answered query={query}>{() => <NotFoundPanel />}</Answered>
}

function DemandForm({ row }: { readonly row: DemandRow }) {
  const { t } = useTranslation('promises')
  const { options } = useEnums()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form keeps what it was opened with
  const initial = useMemo(() => ownFields(row), [row.id])
  const form = useRecordForm({
    draftKey: `demand:${row.id}`,
    schema: demands.draft,
    initial,
    stays: true,
    save: (values, seen) => call('demands.save', { ...values, id: row.id, seen }),
  })
  const { control } = form.form
  const settle = () => {
    form.form.setValue('state', 'done', { shouldDirty: true })
    form.submit()
  }
  const isOpen = row.state === 'open' || row.state === 'doing'
  return (
    <PromisePanel
      tab="demands"
      title={row.enterpriseName ?? t('panel.demands')}
      form={form}
      stored={{ id: row.id, name: row.content, visitId: row.visitId, enterpriseId: row.enterpriseId }}
      extra={isOpen && <Button onClick={settle}>{t('action.demandDone')}</Button>}
    >
      <FormSection
        title={t('panel.demands')}
        fields={['content', 'category', 'responsible', 'dueOn', 'state']}
      >
        <Wide>
          <TextAreaField control={control} name="content" label={t('field.content')} required minRows={2} />
        </Wide>
        <SelectField
          control={control}
          name="category"
          label={t('field.category')}
          options={options('demandCategories')}
          required
        />
        <DateField control={control} name="dueOn" label={t('field.dueOn')} />
        <TextField control={control} name="responsible" label={t('field.responsible')} />
        <CheckField control={control} name="unreasonable" label={t('field.unreasonable')} />
        <Wide>
          <ChoiceField
            control={control}
            name="state"
            label={t('field.state')}
            options={options('demandStates')}
          />
        </Wide>
        <Wide>
          <TextAreaField control={control} name="result" label={t('field.result')} minRows={2} />
        </Wide>
      </FormSection>
    </PromisePanel>
  )
}

function ownFields(demand: Demand) {
  const {
    enterpriseId,
    visitId,
    tripId,
    content,
    category,
    unreasonable,
    responsible,
    dueOn,
    state,
    result,
  } = demand
  return { enterpriseId, visitId, tripId, content, category, unreasonable, responsible, dueOn, state, result }
}
