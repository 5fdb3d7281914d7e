import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { finishTyping } from '../lib/finish-typing.ts'
import { formatTime } from '../lib/format.ts'
import { useShortcut } from '../lib/shortcuts.ts'
import { ErrorNotice } from './ErrorNotice.tsx'

interface Props {
  readonly onSave: () => void
  readonly saving: boolean
  /** Why saving failed: said right above the button, so that it is seen wherever the form is scrolled to. */
  readonly failure?: { readonly error: unknown; readonly clearError: () => void }
  /** When the record was saved; shows 已保存到本机 14:32 beside the button. */
  readonly savedAt: string | null
  /** When the draft was last kept; shown until the record itself is saved. */
  readonly draftAt?: string | null
  /** True where the draft could not be kept, which is said until it can. */
  readonly draftFailed?: boolean
  readonly onCancel?: (() => void) | undefined
  /** Text of the button, 保存 unless said. */
  readonly label?: string | undefined
  /** Further buttons at the right. */
  readonly extra?: ReactNode
  /** Number of fields with an error, shown beside the button. */
  readonly problems?: number
}

/** The foot of a form: save (Ctrl+S), what is safe where, and a way out that never loses the draft (Esc). */
export function SaveBar({
  onSave,
  saving,
  failure,
  savedAt,
  draftAt,
  draftFailed,
  onCancel,
  label,
  extra,
  problems = 0,
}: Props) {
  const { t } = useTranslation('common')
  useShortcut('mod+s', () => void finishTyping().then(onSave))
  useShortcut('Escape', () => onCancel?.(), onCancel !== undefined, true)
  return (
    <>
      {failure && (
        <div className="op-save-failure">
          <ErrorNotice error={failure.error} onClose={failure.clearError} />
        </div>
      )}
      <div className="op-save-bar">
        <Button type="primary" onClick={onSave} loading={saving} title="Ctrl+S">
          {label ?? t('save')}
        </Button>
        {onCancel && <Button onClick={onCancel}>{t('leave')}</Button>}
        <span role="status" className="op-saved">
          {problems > 0 ? (
            <span className="op-late">{t('problems', { count: problems })}</span>
          ) : savedAt ? (
            t('saved-locally', { time: formatTime(savedAt) })
          ) : draftFailed ? (
            <span className="op-late">{t('draft-failed')}</span>
          ) : draftAt ? (
            t('draft-kept', { time: formatTime(draftAt) })
          ) : null}
        </span>
        <span className="op-save-extra">{extra}</span>
      </div>
    </>
  )
}
