import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FollowUpRow } from '#shared/contract/promises.ts'
import { type FollowUp, followUps } from '#shared/domain/follow-ups.ts'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { EnterpriseField } from '../../components/fields/EnterpriseField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { Answered } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { newId } from '../../lib/ids.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { NotFoundPanel } from './NotFoundPanel.tsx'
import { PromisePanel } from './PromisePanel.tsx'
import { everything, recordOf } from './promise-record.ts'
import { usePromiseAddress } from './use-promise-address.ts'

/** A follow-up to be changed, or a new one (`new`). */
export function FollowUpPanel({ id }: { readonly id: string }) {
  const query = useLiveQuery('followUps.list', id === 'new' ? null : everything)
  const row = recordOf(query, id)
  if (id === 'new') return <FollowUpForm row={null} />
  if (row) return <FollowUpForm key={row.id} row={row} />
  return <Answered query={query}>{() => <NotFoundPanel />}</Answered>
}

function FollowUpForm({ row }: { readonly row: FollowUpRow | null }) {
  const { t } = useTranslation('promises')
  const { goTo } = usePromiseAddress()
  const id = useMemo(() => row?.id ?? newId(), [row])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form keeps what it was opened with
  const initial = useMemo(() => (row ? ownFields(row) : { title: '' }), [id])
  const form = useRecordForm({
    draftKey: row ? `followUp:${id}` : 'followUp:new',
    schema: followUps.draft,
    initial,
    stays: row !== null,
    save: async (values, seen) => {
      await call('followUps.save', { ...values, id, seen })
      if (!row) goTo('followUps', id)
    },
  })
  const { control } = form.form
  return (
    <PromisePanel
      tab="followUps"
      title={row ? t('panel.followUps') : t('panel.newFollowUp')}
      form={form}
      stored={row && { id, name: row.title, visitId: row.visitId, enterpriseId: row.enterpriseId }}
    >
      <FormSection title={t('panel.followUps')} fields={['title', 'dueOn', 'owner']}>
        <Wide>
          <TextAreaField
            control={control}
            name="title"
            label={t('field.title')}
            required
            minRows={2}
            autoFocus={row === null}
          />
        </Wide>
        <TextField control={control} name="owner" label={t('field.owner')} />
        <DateField control={control} name="dueOn" label={t('field.dueOn')} />
        <EnterpriseField control={control} name="enterpriseId" label={t('field.enterprise')} none={null} />
        <DateField control={control} name="doneOn" label={t('field.doneOn')} />
      </FormSection>
    </PromisePanel>
  )
}

function ownFields({ enterpriseId, visitId, tripId, title, ownerId, owner, dueOn, doneOn }: FollowUp) {
  return { enterpriseId, visitId, tripId, title, ownerId, owner, dueOn, doneOn }
}
