import { bridge } from '../../lib/client.ts'

/** Why nothing can be recorded: keys of the `recordings` texts, `problem.<key>`. */
export type MicrophoneProblem = 'none' | 'refused' | 'in-use' | 'unplugged' | 'failed'

export class MicrophoneError extends Error {
  readonly problem: MicrophoneProblem

  constructor(problem: MicrophoneProblem, options?: ErrorOptions) {
    super(problem, options)
    this.name = 'MicrophoneError'
    this.problem = problem
  }
}

/** Opens the microphone, for which main gives leave only until `closeMicrophone`. @throws MicrophoneError */
export async function openMicrophone(): Promise<MediaStream> {
  try {
    if (!(await bridge().useMicrophone(true))) throw new MicrophoneError('refused')
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true },
    })
  } catch (error) {
    await bridge().useMicrophone(false)
    throw error instanceof MicrophoneError ? error : new MicrophoneError(problemOf(error), { cause: error })
  }
}

/** Lets go of the microphone, and of the right to it. */
export async function closeMicrophone(stream: MediaStream): Promise<void> {
  for (const track of stream.getTracks()) track.stop()
  await bridge().useMicrophone(false)
}

function problemOf(error: unknown): MicrophoneProblem {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotReadableError' || name === 'AbortError' ? 'in-use' : 'failed'
}

/** How loud it is now, 0 to 1. */
export interface LevelMeter {
  readonly level: () => number
  readonly close: () => void
}

/** How loud it is, from moment to moment. */
export function meterOf(stream: MediaStream): LevelMeter {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  context.createMediaStreamSource(stream).connect(analyser)
  const wave = new Float32Array(analyser.fftSize)
  return {
    level() {
      analyser.getFloatTimeDomainData(wave)
      return wave.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    },
    close: () => void context.close(),
  }
}
