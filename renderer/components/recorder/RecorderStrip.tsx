import { AudioFilled, PauseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { showToast } from '../../lib/toasts.ts'
import { formatLength } from './duration.ts'
import { LeftRecordings, RecorderProblem } from './RecorderNotices.tsx'
import styles from './recorder.module.css'
import { pauseRecording, resumeRecording, stopRecording, useRecorder } from './recorder.ts'

/** The recording under way, on every page: how long, whether the microphone hears, pause and end. */
export function RecorderStrip() {
  const phase = useRecorder((state) => state.phase)
  return (
    <>
      {(phase === 'recording' || phase === 'paused' || phase === 'saving') && <Running />}
      <RecorderProblem />
      <LeftRecordings />
    </>
  )
}

function Running() {
  const { t } = useTranslation('recordings')
  const { phase, elapsedMs, level, silent } = useRecorder()
  const stop = async () => {
    const id = await stopRecording()
    if (id) showToast(t('saved'))
  }
  return (
    <section className={styles.strip} aria-label={t('under-way')}>
      <AudioFilled aria-hidden className={phase === 'recording' ? styles.live : styles.still} />
      <span role="status">{t(`phase.${phase}`)}</span>
      <span className={styles.time} role="timer" aria-live="off">
        {formatLength(elapsedMs)}
      </span>
      <span className={styles.meter} aria-hidden>
        <span className={styles.level} style={{ transform: `scaleX(${Math.min(1, level * 1.6)})` }} />
      </span>
      <span className={silent ? styles.silent : styles.hint}>{t(silent ? 'silent' : 'kept')}</span>
      <span className={styles.buttons}>
        {phase === 'recording' && (
          <Button size="small" icon={<PauseOutlined aria-hidden />} onClick={pauseRecording}>
            {t('pause')}
          </Button>
        )}
        {phase === 'paused' && (
          <Button size="small" onClick={resumeRecording}>
            {t('resume')}
          </Button>
        )}
        <Button size="small" type="primary" loading={phase === 'saving'} onClick={() => void stop()}>
          {t('stop')}
        </Button>
      </span>
    </section>
  )
}
