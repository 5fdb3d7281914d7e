import { Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { UnfinishedRecording } from '#shared/contract/recordings.ts'
import { call } from '../../lib/client.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { ErrorNotice } from '../ErrorNotice.tsx'
import { formatLength } from './duration.ts'
import styles from './recorder.module.css'
import { clearRecorderProblem, useRecorder } from './recorder.ts'

/** Why nothing is recorded, or why it stopped, and what is safe. */
export function RecorderProblem() {
  const { t } = useTranslation(['recordings', 'common'])
  const { problem, error } = useRecorder()
  if (error)
    return (
      <div className={styles.problem}>
        <ErrorNotice error={error} onClose={clearRecorderProblem} />
        <p className="op-meta">{t('kept-so-far')}</p>
      </div>
    )
  if (!problem) return null
  return (
    <div className={`${styles.strip} ${styles.warn}`} role="alert">
      <span>
        <strong>{t(`problem.${problem}.happened`)}</strong> {t(`problem.${problem}.todo`)}
      </span>
      <span className={styles.buttons}>
        <Button size="small" onClick={clearRecorderProblem}>
          {t('common:close')}
        </Button>
      </span>
    </div>
  )
}

/** Recordings that a crash or a full disk left: taken up as attachments by one click. */
export function LeftRecordings() {
  const running = useRecorder((state) => state.id)
  const found = useLiveQuery('recordings.unfinished', {})
  return (found.data ?? [])
    .filter(({ id }) => id !== running)
    .map((recording) => <LeftRecording key={recording.id} recording={recording} />)
}

function LeftRecording({ recording }: { readonly recording: UnfinishedRecording }) {
  const { t } = useTranslation(['recordings', 'common'])
  const navigate = useNavigate()
  const { id, about, startedAt, durationMs } = recording
  const recover = useAction(async () => {
    await call('recordings.finish', { id })
    showToast(t('recovered'))
    if (recording.ownerTable === 'visits' && (await call('visits.get', { id: recording.ownerId })))
      await navigate(`/visits/${recording.ownerId}`)
  })
  const discard = useAction(() => call('recordings.discard', { id }))
  const values = { time: formatInstant(startedAt), length: formatLength(durationMs), about }
  return (
    <>
      <div className={`${styles.strip} ${styles.warn}`} role="status">
        <span>{t(about ? 'left-about' : 'left', values)}</span>
        <span className={styles.buttons}>
          <Button size="small" type="primary" loading={recover.busy} onClick={() => void recover.run()}>
            {t('recover')}
          </Button>
          <Popconfirm
            title={t('discard-sure')}
            okText={t('discard')}
            cancelText={t('common:cancel')}
            onConfirm={() => discard.run()}
          >
            <Button size="small" loading={discard.busy}>
              {t('discard')}
            </Button>
          </Popconfirm>
        </span>
      </div>
      <ErrorNotice error={recover.error ?? discard.error} onClose={recover.clearError} />
    </>
  )
}
