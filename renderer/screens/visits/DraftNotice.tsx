import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatInstant } from '../../lib/format.ts'

interface Props {
  readonly at: string
  readonly onDiscard: () => void
}

/** Says that the form shows an unfinished draft and of when, with the way back to the form without it. */
export function DraftNotice({ at, onDiscard }: Props) {
  const { t } = useTranslation('visits')
  const [shown, setShown] = useState(true)
  if (!shown) return null
  return (
    <div className="op-draft-notice" role="status">
      <span>{t('draft.restored', { at: formatInstant(at) })}</span>
      <Button
        size="small"
        onClick={() => {
          setShown(false)
          onDiscard()
        }}
      >
        {t('draft.discard')}
      </Button>
      <Button size="small" type="text" onClick={() => setShown(false)}>
        {t('draft.keep')}
      </Button>
    </div>
  )
}
