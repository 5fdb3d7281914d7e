import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommitmentRow } from '#shared/contract/promises.ts'
import { type Commitment, commitments } from '#shared/domain/commitments.ts'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { NotFoundPanel } from './NotFoundPanel.tsx'
import { PromisePanel } from './PromisePanel.tsx'
import { everything, recordOf } from './promise-record.ts'

/** A promise of ours: who made it on which ground, who keeps it until when, and the proof that it was kept. */
export function CommitmentPanel({ id }: { readonly id: string }) {
  const query = useLiveQuery('commitments.list', everything)
  const row = recordOf(query, id)
  if (row) return <CommitmentForm key={row.id} row={row} />
  return <Answered query={query}>{() => <NotFoundPanel />}</Answered>
}

function CommitmentForm({ row }: { readonly row: CommitmentRow }) {
  const { t } = useTranslation('promises')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form keeps what it was opened with
  const initial = useMemo(() => ownFields(row), [row.id])
  const form = useRecordForm({
    draftKey: `commitment:${row.id}`,
    schema: commitments.draft,
    initial,
    stays: true,
    save: (values, seen) => call('commitments.save', { ...values, id: row.id, seen }),
  })
  const { control } = form.form
  const keep = () => {
    form.form.setValue('fulfilledOn', today(), { shouldDirty: true })
    form.submit()
  }
  return (
    <PromisePanel
      tab="commitments"
      title={row.enterpriseName ?? t('panel.commitments')}
      form={form}
      stored={{ id: row.id, name: row.content, visitId: row.visitId, enterpriseId: row.enterpriseId }}
      extra={row.fulfilledOn === null && <Button onClick={keep}>{t('action.fulfilled')}</Button>}
    >
      <FormSection title={t('panel.commitments')} fields={['content', 'dueOn', 'basisPolicy', 'responsible']}>
        <Wide>
          <TextAreaField control={control} name="content" label={t('field.content')} required minRows={2} />
        </Wide>
        <TextField control={control} name="responsible" label={t('field.responsible')} />
        <DateField control={control} name="dueOn" label={t('field.dueOn')} />
        <TextField control={control} name="madeBy" label={t('field.madeBy')} />
        <DateField control={control} name="madeOn" label={t('field.madeOn')} />
        <Wide>
          <TextField control={control} name="basisPolicy" label={t('field.basisPolicy')} />
        </Wide>
        <DateField control={control} name="fulfilledOn" label={t('field.fulfilledOn')} />
        <TextField control={control} name="evidence" label={t('field.evidence')} />
      </FormSection>
    </PromisePanel>
  )
}

function ownFields(commitment: Commitment) {
  const { enterpriseId, visitId, tripId, content, madeBy, madeOn, basisPolicy } = commitment
  const { responsible, dueOn, fulfilledOn, evidence } = commitment
  return {
    enterpriseId,
    visitId,
    tripId,
    content,
    madeBy,
    madeOn,
    basisPolicy,
    responsible,
    dueOn,
    fulfilledOn,
    evidence,
  }
}
