import type { ReactNode } from 'react'
import type { RecordForm } from '../lib/use-record-form.ts'
import { DraftNotice } from './DraftNotice.tsx'
import { SaveBar } from './SaveBar.tsx'
import { Screen } from './Screen.tsx'

/** What the page shows of a form's work, whatever its fields are. */
type Work = Pick<
  RecordForm<Record<string, unknown>, never>,
  'draft' | 'recovered' | 'submit' | 'savedAt' | 'problems' | 'startOver'
> & {
  readonly saving: Pick<RecordForm<Record<string, unknown>, never>['saving'], 'busy' | 'error' | 'clearError'>
}

interface Props {
  readonly title: string
  /** Beside the title. */
  readonly state?: ReactNode
  readonly work: Work
  readonly onCancel: () => void
  readonly className?: string | undefined
  /** The sections. */
  readonly children: ReactNode
}

/** The page of a record's form: what an unfinished one left, the sections, and the foot that saves and says what went wrong. */
export function RecordFormPage({ title, state, work, onCancel, className, children }: Props) {
  const { draft, saving, submit } = work
  return (
    <Screen
      title={title}
      state={state}
      foot={
        <SaveBar
          onSave={submit}
          saving={saving.busy}
          failure={saving}
          savedAt={work.savedAt}
          draftAt={draft.savedAt}
          draftFailed={draft.failed}
          problems={work.problems}
          onCancel={onCancel}
        />
      }
    >
      <form
        autoComplete="off"
        className={className}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <DraftNotice shown={work.recovered} onStartOver={work.startOver} />
        {children}
      </form>
    </Screen>
  )
}
