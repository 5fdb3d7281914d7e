import { AudioOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { localDate, localTime } from '../../lib/clock.ts'
import type { AttachmentOwner } from '../attachments/add-attachment.ts'
import { startRecording, useRecorder } from './recorder.ts'

/** Begins a voice memo of a record. The strip at the top of the window then shows it, on whatever page. */
export function RecordButton({ owner }: { readonly owner: AttachmentOwner }) {
  const { t } = useTranslation('recordings')
  const phase = useRecorder((state) => state.phase)
  const start = () => {
    const now = new Date()
    const time = `${localDate(now)} ${localTime(now).replace(':', '')}`
    void startRecording(owner, `${t('name', { time })}.webm`)
  }
  return (
    <Button
      size="small"
      icon={<AudioOutlined aria-hidden />}
      disabled={phase !== 'idle'}
      title={phase === 'idle' ? t('start-hint') : t('busy')}
      onClick={start}
    >
      {t('start')}
    </Button>
  )
}
