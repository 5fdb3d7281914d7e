import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  pauseRecording,
  resumeRecording,
  startRecording,
  stopRecording,
  useRecorder,
} from '../../../renderer/components/recorder/recorder.ts'

/** A recorder that says what it is told to say, when it is told. */
class ScriptedRecorder extends EventTarget {
  static now: ScriptedRecorder | null = null
  state: 'inactive' | 'recording' | 'paused' = 'inactive'

  constructor() {
    super()
    ScriptedRecorder.now = this
  }

  start() {
    this.state = 'recording'
  }

  pause() {
    this.state = 'paused'
  }

  resume() {
    this.state = 'recording'
  }

  requestData() {
    this.say('so far')
  }

  stop() {
    this.state = 'inactive'
    this.say('end')
    this.dispatchEvent(new Event('stop'))
  }

  say(sound: string) {
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob([sound]) }))
  }
}

const track = Object.assign(new EventTarget(), { stop: () => undefined })
const stream = { getTracks: () => [track], getAudioTracks: () => [track] }
let microphone: () => Promise<unknown>
let kept: { number: number; text: string }[]
let asked: string[]
let open: boolean
let failing: Record<string, string>

beforeEach(() => {
  ;[kept, asked, failing, open] = [[], [], {}, false]
  microphone = async () => stream
  const call = async (name: string, input: { id: string; number: number; sound: Uint8Array }) => {
    asked.push(name)
    const code = failing[name]
    if (code) return { ok: false, code, details: {} }
    if (name === 'recordings.append')
      kept.push({ number: input.number, text: new TextDecoder().decode(input.sound) })
    return { ok: true, value: { id: input.id }, tables: [] }
  }
  const useMicrophone = async (on: boolean) => {
    open = on
    return true
  }
  vi.stubGlobal('window', { outpost: { call, useMicrophone, onFlush: () => () => undefined } })
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => microphone() } })
  vi.stubGlobal('MediaRecorder', ScriptedRecorder)
  const analyser = { fftSize: 0, getFloatTimeDomainData: () => undefined }
  vi.stubGlobal(
    'AudioContext',
    class {
      createAnalyser = () => analyser
      createMediaStreamSource = () => ({ connect: () => undefined })
      close = async () => undefined
    },
  )
})
afterEach(async () => {
  await stopRecording()
  vi.unstubAllGlobals()
})

const start = () => startRecording({ table: 'visits', id: 'v' }, '录音.webm')
const phase = () => useRecorder.getState().phase

it('hands over every piece in order, with the one that comes with the end, and closes the microphone', async () => {
  await start()
  expect([phase(), open]).toEqual(['recording', true])
  ScriptedRecorder.now?.say('first')
  pauseRecording()
  expect(phase()).toBe('paused')
  resumeRecording()
  expect(await stopRecording()).toBeDefined()
  expect(kept.map(({ number, text }) => `${number} ${text}`)).toEqual(['0 first', '1 so far', '2 end'])
  expect(asked.at(-1)).toBe('recordings.finish')
  expect([phase(), open]).toEqual(['idle', false])
})

it('ends by itself when the disk is full, and says so', async () => {
  await start()
  ScriptedRecorder.now?.say('first')
  await expect.poll(() => kept).toHaveLength(1)
  failing = { 'recordings.append': 'store/disk-full', 'recordings.finish': 'store/disk-full' }
  ScriptedRecorder.now?.say('second')
  await expect.poll(phase).toBe('idle')
  expect(useRecorder.getState().error?.code).toBe('store/disk-full')
  expect(open).toBe(false)
  // Not thrown away: what is kept is offered again.
  expect(asked).not.toContain('recordings.discard')
})

it('keeps what was recorded when the microphone is pulled out', async () => {
  await start()
  ScriptedRecorder.now?.say('first')
  track.dispatchEvent(new Event('ended'))
  await expect.poll(phase).toBe('idle')
  expect(useRecorder.getState().problem).toBe('unplugged')
  expect(asked.at(-1)).toBe('recordings.finish')
})

it.each([
  ['NotFoundError', 'none'],
  ['NotAllowedError', 'refused'],
  ['NotReadableError', 'in-use'],
  ['TypeError', 'failed'],
])('says in words why nothing is recorded: %s', async (name, problem) => {
  microphone = () => Promise.reject(new DOMException('', name))
  await start()
  expect(useRecorder.getState()).toMatchObject({ phase: 'idle', problem })
  expect([open, asked]).toEqual([false, []])
})
