import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { type IndustryChain, industryChains } from '#shared/domain/industry-chains.ts'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { StoredRecord } from '../../components/FoundRecord.tsx'
import { NumberField } from '../../components/fields/NumberField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { RecordFormPage } from '../../components/RecordFormPage.tsx'
import { call } from '../../lib/client.ts'
import { useToday } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { useNewId } from '../../lib/use-new-id.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { periodDays } from './chain-view-store.ts'

/** A new industry chain, or an existing one to be changed. */
export function ChainFormScreen() {
  const { id } = useParams()
  return id ? <EditChain key={id} id={id} /> : <NewChain />
}

function NewChain() {
  const id = useNewId()
  return <ChainForm id={id} chain={null} />
}

function EditChain({ id }: { readonly id: string }) {
  const { t } = useTranslation('chains')
  const found = useLiveQuery('chains.get', { id, ...periodDays('month', useToday()) })
  return (
    <StoredRecord query={found} title={t('form.edit')} gone={t('detail.notFound')}>
      {({ chain }) => <ChainForm id={id} chain={chain} />}
    </StoredRecord>
  )
}

function ChainForm({ id, chain }: { readonly id: string; readonly chain: IndustryChain | null }) {
  const { t } = useTranslation('chains')
  const { options } = useEnums()
  const navigate = useNavigate()
  const leave = useLeave(chain ? `/chains/${id}` : '/chains')
  const work = useRecordForm({
    draftKey: chain ? `chain:${id}` : 'chain:new',
    schema: industryChains.draft,
    initial: chain ? ownFields(chain) : { name: '', status: 'key' },
    save: async (values, seen) => {
      await call('chains.save', { ...values, id, seen })
      navigate(`/chains/${id}`, { replace: true })
    },
  })
  const { control } = work.form
  return (
    <RecordFormPage title={chain ? t('form.edit') : t('form.new')} work={work} onCancel={leave}>
      <FormSection title={t('form.basics')} fields={['name', 'status']}>
        <TextField
          control={control}
          name="name"
          label={t('field.name')}
          required
          autoFocus={chain === null}
        />
        <SelectField
          control={control}
          name="status"
          label={t('field.status')}
          options={options('chainStatuses')}
        />
        <TextField
          control={control}
          name="chiefLeader"
          label={t('field.chiefLeader')}
          hint={t('form.chiefHint')}
        />
        <TextField control={control} name="leadDept" label={t('field.leadDept')} />
        <TextField control={control} name="chainOffice" label={t('field.chainOffice')} />
        <NumberField control={control} name="rankOrder" label={t('field.rankOrder')} />
        <Wide>
          <TextAreaField control={control} name="remarks" label={t('field.remarks')} minRows={3} />
        </Wide>
      </FormSection>
    </RecordFormPage>
  )
}

function ownFields({ name, chiefLeader, leadDept, chainOffice, status, remarks, rankOrder }: IndustryChain) {
  return { name, chiefLeader, leadDept, chainOffice, status, remarks, rankOrder }
}
