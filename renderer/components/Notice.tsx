import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './Notice.module.css'

interface Props {
  /** `warn` for what a person should mend, `plain` for what is only told. */
  readonly kind: 'plain' | 'warn'
  readonly title: ReactNode
  readonly action?: ReactNode
  readonly onClose?: () => void
  readonly children?: ReactNode
}

/** A quiet message above what it is about. Failures have the ErrorNotice. */
export function Notice({ kind, title, action, onClose, children }: Props) {
  const { t } = useTranslation('common')
  return (
    <div role="status" className={`${styles.notice} ${kind === 'warn' ? styles.warn : ''}`}>
      <div className={styles.line}>
        <span>{title}</span>
        {action}
        {onClose && (
          <Button
            size="small"
            type="text"
            className={styles.close ?? ''}
            aria-label={t('close')}
            icon={<CloseOutlined aria-hidden />}
            onClick={onClose}
          />
        )}
      </div>
      {children}
    </div>
  )
}
