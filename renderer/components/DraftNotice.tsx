import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'

/** Told above a form that shows what an earlier, unfinished one left. */
export function DraftNotice({
  shown,
  onStartOver,
}: {
  readonly shown: boolean
  readonly onStartOver: () => void
}) {
  const { t } = useTranslation('forms')
  if (!shown) return null
  return (
    <Alert
      type="info"
      showIcon
      className="op-error"
      title={t('recovered')}
      action={
        <Button size="small" onClick={onStartOver}>
          {t('start-over')}
        </Button>
      }
    />
  )
}
