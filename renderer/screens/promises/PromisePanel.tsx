import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DraftNotice } from '../../components/DraftNotice.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SaveBar } from '../../components/SaveBar.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useDeletion } from '../../lib/use-deletion.ts'
import type { PromiseTab } from './promise-view-store.ts'
import { usePromiseAddress } from './use-promise-address.ts'

interface Form {
  readonly draft: { readonly savedAt: string | null; readonly failed: boolean }
  readonly recovered: boolean
  readonly submit: () => void
  readonly saving: { readonly busy: boolean; readonly error: unknown; readonly clearError: () => void }
  readonly savedAt: string | null
  readonly problems: number
  readonly startOver: () => void
}

/** The panel beside the list in which one record is changed. */
export function PromisePanel({
  tab,
  title,
  form,
  stored,
  extra,
  children,
}: {
  readonly tab: PromiseTab
  readonly title: string
  readonly form: Form
  /** The stored record; null for a new one, which cannot be deleted. */
  readonly stored: {
    readonly id: string
    readonly name: string
    readonly visitId: string | null
    readonly enterpriseId: string | null
  } | null
  readonly extra?: ReactNode
  readonly children: ReactNode
}) {
  const { t } = useTranslation('promises')
  const { goTo } = usePromiseAddress()
  const remove = useDeletion(() => goTo(tab))
  return (
    <Screen
      title={title}
      actions={
        <>
          {extra}
          {stored && (
            <Button
              aria-label={t('action.delete')}
              title={t('action.delete')}
              icon={<DeleteOutlined aria-hidden />}
              loading={remove.busy}
              onClick={() =>
                remove.run({ table: tab, id: stored.id }, t('action.deleted', { title: stored.name }))
              }
            />
          )}
        </>
      }
      foot={
        <SaveBar
          onSave={form.submit}
          saving={form.saving.busy}
          failure={form.saving}
          savedAt={form.savedAt}
          draftAt={form.draft.savedAt}
          draftFailed={form.draft.failed}
          problems={form.problems}
          onCancel={() => goTo(tab)}
        />
      }
    >
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          form.submit()
        }}
      >
        <ErrorNotice error={remove.error} onClose={remove.clearError} />
        <DraftNotice shown={form.recovered} onStartOver={form.startOver} />
        {children}
        <div className="op-row">
          {stored?.enterpriseId && (
            <Link to={`/enterprises/${stored.enterpriseId}`}>{t('action.openEnterprise')}</Link>
          )}
          {stored?.visitId && <Link to={`/visits/${stored.visitId}`}>{t('action.fromVisit')}</Link>}
        </div>
      </form>
    </Screen>
  )
}
