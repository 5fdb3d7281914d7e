import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { type Minutes, MinutesDraft } from '../domain/minutes.ts'
import type { MinutesDocument } from '../domain/minutes-document.ts'
import { command, query, returns } from './call.ts'
import type { RecordFoot, Safety } from './records.ts'
import type { WrittenFile } from './reports.ts'
import { Seen } from './seen.ts'

/** Minutes as lists show them. */
export interface MinutesRow
  extends Pick<Minutes, 'id' | 'title' | 'occurredOn' | 'place' | 'visitId' | 'confidentiality'> {
  readonly authorName: string | null
  readonly demands: number
  readonly agreed: number
  readonly safety: Safety
}

export interface MinutesDetail {
  readonly minutes: Minutes
  readonly enterpriseName: string | null
  /** Only the author edits minutes. */
  readonly mine: boolean
  readonly foot: RecordFoot
  /** What the document says, for ourselves. */
  readonly document: MinutesDocument
}

/** What new minutes begin with: what the visit tells, or the enterprise alone. */
export interface MinutesStart {
  readonly enterpriseName: string
  readonly values: z.input<typeof MinutesDraft>
}

/** A copy for ourselves with everything, or one for the enterprise. */
const Audience = z.enum(['own', 'enterprise'])

export const minutesContract = {
  'minutes.list': query(
    z.object({
      enterpriseId: RecordId.nullable().default(null),
      visitId: RecordId.nullable().default(null),
      tripId: RecordId.nullable().default(null),
    }),
    returns<readonly MinutesRow[]>(),
  ),
  'minutes.get': query(z.object({ id: RecordId }), returns<MinutesDetail | null>()),
  'minutes.start': query(
    z.object({
      enterpriseId: RecordId.nullable().default(null),
      visitId: RecordId.nullable().default(null),
    }),
    returns<MinutesStart | null>(),
  ),
  /** Saves minutes; their demands and what we agreed to do become demands and commitments in the same transaction. */
  'minutes.save': command(
    MinutesDraft.safeExtend({ id: RecordId, seen: Seen }),
    returns<{ readonly savedAt: string }>(),
  ),
  'minutes.fileName': query(
    z.object({ id: RecordId, audience: Audience }),
    returns<{ readonly fileName: string }>(),
  ),
  /** Writes the document. Internal minutes are never written for an enterprise. */
  'minutes.export': command(
    z.object({ id: RecordId, audience: Audience, fileToken: z.string() }),
    returns<WrittenFile>(),
  ),
}
