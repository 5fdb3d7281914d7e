import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { Enterprise } from '#shared/domain/enterprises.ts'
import { DraftNotice } from '../../components/DraftNotice.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SaveBar } from '../../components/SaveBar.tsx'
import { Screen } from '../../components/Screen.tsx'
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
  const { form, draft, recovered, submit, saving, savedAt, problems, startOver } = useRecordForm({
    draftKey: enterprise ? `enterprise:${id}` : 'enterprise:new',
    schema: enterpriseSchema,
    initial: initialEnterprise(enterprise),
    save: async (values, seen) => {
      await call('enterprises.save', { ...values, id, seen })
      if (search.has('field')) leave()
      else navigate(`/enterprises/${id}`, { replace: true })
    },
  })
  const { control } = form
  return (
    <Screen
      title={enterprise ? t('form.edit') : t('form.new')}
      foot={
        <SaveBar
          onSave={submit}
          saving={saving.busy}
          savedAt={savedAt}
          draftAt={draft.savedAt}
          draftFailed={draft.failed}
          problems={problems}
          onCancel={leave}
        />
      }
    >
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <ErrorNotice error={saving.error} onClose={saving.clearError} />
        <DraftNotice shown={recovered} onStartOver={startOver} />
        <BasicsSection control={control} exceptId={enterprise ? id : null} />
        <TargetSection control={control} />
        <GroupSection control={control} />
        <BusinessSection control={control} />
        <BadgesSection control={control} />
      </form>
    </Screen>
  )
}
