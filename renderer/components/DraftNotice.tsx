import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Notice } from './Notice.tsx'

interface Props {
  readonly shown: boolean
  readonly onStartOver: () => void
}

/** Told above a form that shows what an earlier, unfinished one left. */
export function DraftNotice({ shown, onStartOver }: Props) {
  const { t } = useTranslation('forms')
  if (!shown) return null
  return (
    <Notice
      kind="plain"
      title={t('recovered')}
      action={
        <Button size="small" onClick={onStartOver}>
          {t('start-over')}
        </Button>
      }
    />
  )
}
