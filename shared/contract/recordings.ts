import { z } from 'zod'
import { attachments } from '../domain/attachments.ts'
import { RecordId } from '../domain/entity.ts'
import { command, query, returns } from './call.ts'

/** Longest recording in one piece: four hours, some 60 MB. */
export const longestRecordingMs = 4 * 3_600_000

/** Largest piece of a recording in one call; three seconds of speech are some 12 KB. */
const largestPiece = 1024 * 1024

/** A recording that is no attachment yet. */
export interface UnfinishedRecording {
  readonly id: string
  readonly ownerTable: string
  readonly ownerId: string
  /** Where it was recorded, such as the name of the enterprise that was visited; null where nothing is known yet. */
  readonly about: string | null
  readonly startedAt: string
  readonly durationMs: number
}

/** How many bars a waveform has. */
export const waveformBars = 600

export const recordingsContract = {
  /** Begins a recording. Its id becomes that of the attachment. */
  'recordings.begin': command(
    attachments.draft
      .pick({ ownerTable: true, ownerId: true, enterpriseId: true, tripId: true, confidentiality: true })
      .extend({ id: RecordId, name: z.string().min(1).max(200) }),
    returns<null>(),
  ),
  /**
   * Keeps the next piece durably before it answers. `durationMs`: length up to the end of this piece. A piece that is
   * sent again does no harm.
   */
  'recordings.append': command(
    z.object({
      id: RecordId,
      number: z.number().int().min(0).max(20_000),
      sound: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= largestPiece),
      durationMs: z.number().int().min(0).max(86_400_000),
    }),
    returns<null>(),
  ),
  /** Makes an attachment of what was recorded. Does it once, however often it is asked. */
  'recordings.finish': command(z.object({ id: RecordId }), returns<{ readonly id: string }>()),
  /** Throws away what was recorded. */
  'recordings.discard': command(z.object({ id: RecordId }), returns<null>()),
  /** Recordings under way and those that a crash left, the oldest first. */
  'recordings.unfinished': query(z.object({}), returns<readonly UnfinishedRecording[]>()),
  /** How loud the sound of an attachment is from its beginning to its end, 0 to 255; null when nobody computed it yet. */
  'recordings.waveform': query(z.object({ id: RecordId }), returns<{ readonly peaks: Uint8Array } | null>()),
  'recordings.keepWaveform': command(
    z.object({
      id: RecordId,
      peaks: z.instanceof(Uint8Array).refine((bars) => bars.length > 0 && bars.length <= waveformBars),
    }),
    returns<null>(),
  ),
}
