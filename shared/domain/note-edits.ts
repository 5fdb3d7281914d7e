import { z } from 'zod'
import { choice, defineEntity, RecordId, structured, textOf } from './entity.ts'
import { noteScopes } from './scopes.ts'

const Clock = z.number().int().nonnegative()

/** Of a new generation: what of earlier ones is in it, as client, first clock, the one after its last. */
const Covers = z.array(z.tuple([Clock, Clock, Clock])).max(100_000)

/** Of a new generation: who wrote which part of it. */
const AuthoredParts = z
  .array(z.object({ client: Clock, from: Clock, to: Clock, by: z.string().max(64), at: z.string().max(40) }))
  .max(100_000)

/**
 * One sealed edit of a note, a Yjs update. Written once and never changed; who and when are its common fields. It is
 * in the scopes of its note, whatever its author's own unit is: the server sees to that.
 */
export const noteEdits = defineEntity({
  table: 'noteEdits',
  mergeClass: 'author',
  fields: {
    noteId: textOf(RecordId),
    kind: choice(['update', 'generation']),
    /** The edit that began the generation this one was written upon; null for the first. */
    generation: textOf(RecordId.nullable().default(null)),
    /** The update in base64. */
    content: textOf(z.base64('invalid').min(1, 'required').max(1_000_000, 'too-long')),
    covers: structured(Covers.nullable().default(null)),
    authored: structured(AuthoredParts.nullable().default(null)),
  },
  scopes: noteScopes,
})

export type NoteEditRecord = z.infer<typeof noteEdits.record>
