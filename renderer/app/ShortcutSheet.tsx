import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { ShortcutList } from '../components/ShortcutList.tsx'

/** All shortcuts, opened with `?`. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('common')
  return (
    <Modal open title={t('shortcuts.title')} footer={null} onCancel={onClose} width={420}>
      <ShortcutList />
    </Modal>
  )
}
