import { CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { appError } from '../lib/client.ts'
import { ProblemList } from './ProblemList.tsx'

interface Props {
  /** Whatever was thrown; null shows nothing. */
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
  readonly onClose?: (() => void) | undefined
}

/** A failure in the user's words: what happened, what is safe, what to do, and a code to copy. */
export function ErrorNotice({ error, onRetry, onClose }: Props) {
  const { t } = useTranslation(['errors', 'common'])
  if (error === null || error === undefined) return null
  const { code, details } = appError(error)
  const params = { ...details.params }
  return (
    <div className="op-error" role="alert">
      <strong>{t(`errors:${code}.happened`, params)}</strong>
      <p>
        {t('common:sentences', {
          first: t(`errors:${code}.safe`, params),
          second: t(`errors:${code}.todo`, params),
        })}
      </p>
      {details.problems && <ProblemList problems={details.problems} />}
      <div className="op-error-foot">
        {onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('common:retry')}
          </Button>
        )}
        {onClose && (
          <Button size="small" onClick={onClose}>
            {t('common:close')}
          </Button>
        )}
        <Button
          size="small"
          type="text"
          icon={<CopyOutlined aria-hidden />}
          onClick={() => void navigator.clipboard.writeText(code)}
        >
          {t('common:copy-code', { code })}
        </Button>
      </div>
    </div>
  )
}
