import { create } from 'zustand'
import type { AppError } from '#shared/contract/errors.ts'
import { longestRecordingMs } from '#shared/contract/recordings.ts'
import { appError, call } from '../../lib/client.ts'
import { onFlush } from '../../lib/flush.ts'
import { newId } from '../../lib/ids.ts'
import type { AttachmentOwner } from '../attachments/add-attachment.ts'
import {
  closeMicrophone,
  type LevelMeter,
  MicrophoneError,
  type MicrophoneProblem,
  meterOf,
  openMicrophone,
} from './microphone.ts'

export interface RecorderState {
  readonly phase: 'idle' | 'asking' | 'recording' | 'paused' | 'saving'
  /** Of the recording under way; it is not offered as one that was left. */
  readonly id: string | null
  readonly elapsedMs: number
  /** 0 to 1. */
  readonly level: number
  /** Nothing was heard for a while. */
  readonly silent: boolean
  readonly problem: MicrophoneProblem | null
  /** Why it stopped although nobody stopped it; what was recorded until then is safe. */
  readonly error: AppError | null
}

const idle: RecorderState = {
  phase: 'idle',
  id: null,
  elapsedMs: 0,
  level: 0,
  silent: false,
  problem: null,
  error: null,
}

/** The one recording of this window. It goes on while the person looks at other pages. */
export const useRecorder = create<RecorderState>()(() => idle)

/** So often what was recorded goes to the disk: a crash loses no more than this and the moment of writing. */
const pieceMs = 2000
const silentAfterMs = 8000
const audible = 0.01
/** Clear speech in a quarter of an hour a 4 MB. */
const bitsPerSecond = 32_000

interface Running {
  readonly id: string
  readonly stream: MediaStream
  readonly recorder: MediaRecorder
  readonly meter: LevelMeter
  readonly ticking: ReturnType<typeof setInterval>
  readonly forget: () => void
}

let running: Running | null = null
let lengthMs = 0
let lastTick: number | null = null
let lastHeard = 0
let pieces = 0
let line: Promise<unknown> = Promise.resolve()

/** Begins to record for a record. Does nothing while another recording is under way. */
export async function startRecording(owner: AttachmentOwner, name: string): Promise<void> {
  if (useRecorder.getState().phase !== 'idle') return
  useRecorder.setState({ ...idle, phase: 'asking' })
  let stream: MediaStream | null = null
  try {
    const id = newId()
    stream = await openMicrophone()
    await call('recordings.begin', {
      id,
      name,
      ownerTable: owner.table,
      ownerId: owner.id,
      enterpriseId: owner.enterpriseId ?? null,
      tripId: owner.tripId ?? null,
      confidentiality: owner.confidentiality ?? 'internal',
    })
    run(id, stream)
  } catch (error) {
    if (stream) await closeMicrophone(stream)
    const problem = error instanceof MicrophoneError ? error.problem : null
    useRecorder.setState({ ...idle, problem, error: problem ? null : appError(error) })
  }
}

function run(id: string, stream: MediaStream): void {
  const recorder = new MediaRecorder(stream, {
    mimeType: 'audio/webm;codecs=opus',
    audioBitsPerSecond: bitsPerSecond,
  })
  lengthMs = 0
  pieces = 0
  lastTick = performance.now()
  lastHeard = lastTick
  line = Promise.resolve()
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) keep(id, data, Math.round(lengthMs))
  })
  recorder.addEventListener('error', () => void stopRecording({ problem: 'failed' }))
  for (const track of stream.getAudioTracks())
    track.addEventListener('ended', () => void stopRecording({ problem: 'unplugged' }))
  recorder.start(pieceMs)
  const ticking = setInterval(tick, 100)
  const forget = onFlush(async () => {
    await stopRecording()
  })
  running = { id, stream, recorder, meter: meterOf(stream), ticking, forget }
  useRecorder.setState({ ...idle, phase: 'recording', id })
}

function keep(id: string, data: Blob, durationMs: number): void {
  const number = pieces
  pieces += 1
  line = line.then(async () => {
    const sound = new Uint8Array(await data.arrayBuffer())
    await call('recordings.append', { id, number, sound, durationMs })
  })
  line.catch((error: unknown) => {
    if (running?.id === id) void stopRecording({ error: appError(error) })
  })
}

function tick(): void {
  if (!running) return
  const now = performance.now()
  if (running.recorder.state === 'recording' && lastTick !== null) lengthMs += now - lastTick
  lastTick = now
  const level = running.recorder.state === 'recording' ? running.meter.level() : 0
  if (level > audible || running.recorder.state !== 'recording') lastHeard = now
  useRecorder.setState({ elapsedMs: lengthMs, level, silent: now - lastHeard > silentAfterMs })
  if (lengthMs >= longestRecordingMs) void stopRecording()
}

/** Stops for a while; nothing happens when nothing is recorded. */
export function pauseRecording(): void {
  if (running?.recorder.state !== 'recording') return
  tick()
  running.recorder.pause()
  running.recorder.requestData()
  useRecorder.setState({ phase: 'paused' })
}

/** Goes on after a pause. */
export function resumeRecording(): void {
  if (running?.recorder.state !== 'paused') return
  lastTick = performance.now()
  running.recorder.resume()
  useRecorder.setState({ phase: 'recording' })
}

/**
 * Ends the recording and makes an attachment of it. Where that fails, what was recorded stays on the disk and is
 * offered again.
 * @returns the attachment's id, undefined where there is none
 */
export async function stopRecording(
  why: { readonly problem?: MicrophoneProblem; readonly error?: AppError } = {},
): Promise<string | undefined> {
  const ending = running
  if (!ending) return undefined
  tick()
  running = null
  clearInterval(ending.ticking)
  ending.forget()
  useRecorder.setState({ phase: 'saving', level: 0, silent: false })
  await stopped(ending.recorder)
  ending.meter.close()
  await closeMicrophone(ending.stream)
  const told = { problem: why.problem ?? null, error: why.error ?? null }
  try {
    // A piece that could not be kept was told of already; what came before it is whole.
    await line.catch((error: unknown) => {
      told.error ??= appError(error)
    })
    const { id } = await call('recordings.finish', { id: ending.id })
    useRecorder.setState({ ...idle, ...told })
    return id
  } catch (error) {
    useRecorder.setState({ ...idle, ...told, error: told.error ?? appError(error) })
    return undefined
  }
}

/** The last piece comes with the end. */
function stopped(recorder: MediaRecorder): Promise<void> {
  return new Promise((resolve) => {
    if (recorder.state === 'inactive') return resolve()
    recorder.addEventListener('stop', () => resolve(), { once: true })
    recorder.stop()
  })
}

/** Takes a problem off the window. */
export const clearRecorderProblem = (): void => useRecorder.setState({ problem: null, error: null })
