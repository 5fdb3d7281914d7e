import { BackwardOutlined, CaretRightOutlined, ForwardOutlined, PauseOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import WaveSurfer from 'wavesurfer.js'
import type { AttachmentRow } from '#shared/contract/attachments.ts'
import { attachmentUrl } from '../attachments/urls.ts'
import { formatLength } from './duration.ts'
import styles from './recorder.module.css'
import { waveformOf } from './waveform.ts'

const speeds = [0.75, 1, 1.25, 1.5, 2] as const

/** A recording with its waveform: play, go to any place, faster and slower. */
export function AudioPlayer({ row }: { readonly row: AttachmentRow }) {
  const { t } = useTranslation('recordings')
  const wave = useRef<HTMLDivElement>(null)
  const [audio] = useState(() => Object.assign(new Audio(), { preload: 'metadata' }))
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [seconds, setSeconds] = useState((row.durationMs ?? 0) / 1000)
  const [speed, setSpeed] = useState<number>(1)
  const [trouble, setTrouble] = useState<'no-wave' | 'cannot-play' | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the file of a record never changes
  useEffect(() => {
    const stops = new AbortController()
    const { signal } = stops
    audio.src = attachmentUrl(row.id)
    audio.addEventListener('play', () => setPlaying(true), { signal })
    audio.addEventListener('pause', () => setPlaying(false), { signal })
    audio.addEventListener('timeupdate', () => setAt(audio.currentTime), { signal })
    audio.addEventListener('seeking', () => setAt(audio.currentTime), { signal })
    audio.addEventListener('error', () => setTrouble('cannot-play'), { signal })
    let drawn: WaveSurfer | null = null
    waveformOf(row, audio).then(
      (found) => {
        if (signal.aborted || !wave.current) return
        if (!found) return setTrouble((known) => known ?? 'no-wave')
        setSeconds(found.seconds)
        drawn = drawWave(wave.current, audio, found)
      },
      () => setTrouble((known) => known ?? 'no-wave'),
    )
    return () => {
      stops.abort()
      audio.pause()
      drawn?.destroy()
      audio.removeAttribute('src')
      audio.load()
    }
  }, [row.id])
  const go = (to: number) => {
    audio.currentTime = Math.max(0, Math.min(seconds, to))
  }
  const toggle = () =>
    audio.paused ? void audio.play().catch(() => setTrouble('cannot-play')) : audio.pause()
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -5, ArrowRight: 5 }[event.key]
    if (step === undefined) return
    // The arrows of the viewer around it would go to another attachment.
    event.preventDefault()
    event.stopPropagation()
    go(audio.currentTime + step)
  }
  return (
    <section className={styles.player} aria-label={t('player.label')}>
      <div
        ref={wave}
        className={styles.wave}
        role="slider"
        tabIndex={0}
        aria-label={t('player.wave')}
        aria-valuemin={0}
        aria-valuemax={Math.round(seconds)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={`${formatLength(at * 1000)} / ${formatLength(seconds * 1000)}`}
        onKeyDown={onKeyDown}
      />
      <div className={styles.controls}>
        <Button
          type="primary"
          aria-label={t(playing ? 'player.pause' : 'player.play')}
          icon={playing ? <PauseOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
          onClick={toggle}
        />
        <Button
          aria-label={t('player.back')}
          title={t('player.back')}
          icon={<BackwardOutlined aria-hidden />}
          onClick={() => go(audio.currentTime - 10)}
        />
        <Button
          aria-label={t('player.forward')}
          title={t('player.forward')}
          icon={<ForwardOutlined aria-hidden />}
          onClick={() => go(audio.currentTime + 10)}
        />
        <span className={styles.time} data-testid="player-time">
          {formatLength(at * 1000)} / {formatLength(seconds * 1000)}
        </span>
        <span className={styles.buttons}>
          <Segmented
            size="small"
            aria-label={t('player.speed')}
            value={speed}
            options={speeds.map((value) => ({ value, label: `${value}×` }))}
            onChange={(value) => {
              setSpeed(value)
              audio.playbackRate = value
            }}
          />
        </span>
      </div>
      {trouble && (
        <p className="op-meta" role="status">
          {t(`player.${trouble}`)}
        </p>
      )}
    </section>
  )
}

function drawWave(
  container: HTMLElement,
  media: HTMLAudioElement,
  { peaks, seconds }: { readonly peaks: Float32Array; readonly seconds: number },
): WaveSurfer {
  const style = getComputedStyle(document.documentElement)
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
  return WaveSurfer.create({
    container,
    media,
    peaks: [peaks],
    duration: seconds,
    height: 94,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    normalize: true,
    dragToSeek: true,
    waveColor: style.getPropertyValue('--op-meta'),
    progressColor: style.getPropertyValue('--op-primary'),
    cursorColor: style.getPropertyValue('--op-primary-strong'),
    ...(nonce ? { cspNonce: nonce } : {}),
  })
}
