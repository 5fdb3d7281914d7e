import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly title: string
  readonly onRemove: () => void
  readonly children: ReactNode
}

/** One demand, commitment or leader's action inside the form. */
export function InlineRow({ title, onRemove, children }: Props) {
  const { t } = useTranslation('common')
  return (
    <fieldset className="op-inline-row">
      <legend>{title}</legend>
      <div className="op-inline-fields">{children}</div>
      <Button
        type="text"
        size="small"
        aria-label={`${t('remove')} ${title}`}
        icon={<DeleteOutlined aria-hidden />}
        onClick={onRemove}
      />
    </fieldset>
  )
}
