import type { AttachmentRow } from '#shared/contract/attachments.ts'
import { waveformBars } from '#shared/contract/recordings.ts'
import { call } from '../../lib/client.ts'
import { readAttachment } from '../attachments/read-attachment.ts'

/** A longer sound would take too much memory to look at as a whole. */
const largestLookedAt = 96 * 1024 * 1024
/** Enough to see how loud it is, and small in memory: 30 MB an hour. */
const sampleRate = 4000

export interface Waveform {
  readonly peaks: Float32Array
  readonly seconds: number
}

/**
 * How loud a recording is over its length: computed the first time it is looked at and kept on this device.
 * Null where its sound cannot be decoded here.
 */
export async function waveformOf(row: AttachmentRow, audio: HTMLAudioElement): Promise<Waveform | null> {
  const kept = await call('recordings.waveform', { id: row.id })
  const seconds = kept ? await lengthOf(row, audio) : 0
  if (kept && seconds > 0) return { peaks: shares(kept.peaks), seconds }
  if (row.size > largestLookedAt) return null
  const file = await readAttachment(row.id, row.mime)
  const context = new OfflineAudioContext(1, 1, sampleRate)
  const sound = await context.decodeAudioData(await file.arrayBuffer()).catch(() => null)
  if (!sound || sound.length === 0) return null
  const peaks = barsOf(sound.getChannelData(0))
  await call('recordings.keepWaveform', { id: row.id, peaks })
  return { peaks: shares(peaks), seconds: sound.duration }
}

/** Recorders say it in the record; of any other sound the file does, or nobody. */
async function lengthOf({ durationMs }: AttachmentRow, audio: HTMLAudioElement): Promise<number> {
  if (durationMs) return durationMs / 1000
  if (audio.readyState === 0)
    await new Promise((resolve) => {
      audio.addEventListener('loadedmetadata', resolve, { once: true })
      audio.addEventListener('error', resolve, { once: true })
    })
  return Number.isFinite(audio.duration) ? audio.duration : 0
}

const shares = (bars: Uint8Array): Float32Array => Float32Array.from(bars, (bar) => bar / 255)

function barsOf(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bars = Math.min(waveformBars, samples.length)
  const each = samples.length / bars
  return Uint8Array.from({ length: bars }, (_, bar) => {
    const part = samples.subarray(Math.floor(bar * each), Math.floor((bar + 1) * each))
    return Math.min(255, Math.round(255 * part.reduce((most, value) => Math.max(most, Math.abs(value)), 0)))
  })
}
