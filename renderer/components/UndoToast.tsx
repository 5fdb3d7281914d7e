import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../lib/shortcuts.ts'
import { type Toast, useToasts } from '../lib/toasts.ts'

const plainMs = 5_000
const undoMs = 15_000

/** Messages at the foot of the window, the newest undoable one bound to Ctrl+Z outside of fields. */
export function UndoToasts() {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className="op-toasts" role="status">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function OneToast({ toast }: { readonly toast: Toast }) {
  const { t } = useTranslation('common')
  const close = useToasts((state) => state.close)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => close(toast.id), toast.undo ? undoMs : plainMs)
    return () => clearTimeout(timer)
  }, [toast, close])
  const undo = () => {
    toast.undo?.().then(
      () => close(toast.id),
      () => setFailed(true),
    )
  }
  useShortcut('mod+z', undo, toast.undo !== null, false)
  return (
    <div className="op-toast">
      <span>{failed ? t('undo-failed') : toast.text}</span>
      {toast.undo && (
        <Button size="small" type="link" onClick={undo}>
          {t('undo')}
        </Button>
      )}
      <Button
        size="small"
        type="text"
        aria-label={t('close')}
        icon={<CloseOutlined aria-hidden />}
        onClick={() => close(toast.id)}
      />
    </div>
  )
}
