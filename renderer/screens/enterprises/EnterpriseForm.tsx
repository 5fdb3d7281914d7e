import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { Enterprise } from '#shared/domain/enterprises.ts'
import { RecordFormPage } from '../../components/RecordFormPage.tsx'
import { call } from '../../lib/client.ts'
import { useLeave } from '../../lib/use-leave.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import { BadgesSection } from './BadgesSection.tsx'
import { BasicsSection } from './BasicsSection.tsx'
import { BusinessSection } from './BusinessSection.tsx'
import { enterpriseSchema, initialEnterprise } from './enterprise-form.ts'
import { GroupSection } from './GroupSection.tsx'
import { TargetSection } from './TargetSection.tsx'

/** The form of an enterprise. Saving leads to its page. */
export function EnterpriseForm({
  id,
  enterprise,
}: {
  readonly id: string
  readonly enterprise: Enterprise | null
}) {
  const { t } = useTranslation('enterprises')
  const navigate = useNavigate()
  /** Who came by a link to one field goes back to where the link was. */
  const [search] = useSearchParams()
  const leave = useLeave(enterprise ? `/enterprises/${id}` : '/enterprises')
  const work = useRecordForm({
    draftKey: enterprise ? `enterprise:${id}` : 'enterprise:new',
    schema: enterpriseSchema,
    initial: initialEnterprise(enterprise),
    save: async (values, seen) => {
      await call('enterprises.save', { ...values, id, seen })
      if (search.has('field')) leave()
      else navigate(`/enterprises/${id}`, { replace: true })
    },
  })
  const { control } = work.form
  return (
    <RecordFormPage title={enterprise ? t('form.edit') : t('form.new')} work={work} onCancel={leave}>
      <BasicsSection control={control} exceptId={enterprise ? id : null} />
      <TargetSection control={control} />
      <GroupSection control={control} />
      <BusinessSection control={control} />
      <BadgesSection control={control} />
    </RecordFormPage>
  )
}
