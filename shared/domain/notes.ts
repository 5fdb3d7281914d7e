import type { z } from 'zod'
import { CalendarDateSchema } from './calendar.ts'
import { choice, defineEntity, RecordId, requiredText, textOf } from './entity.ts'
import { confidentialities } from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'

/** 洽谈记录: a note of a negotiation on an enterprise or one of its visits. Plain text, written by its author. */
export const notes = defineEntity({
  table: 'notes',
  mergeClass: 'author',
  fields: {
    enterpriseId: textOf(RecordId),
    visitId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    occurredOn: textOf(CalendarDateSchema),
    body: requiredText(50_000, { searched: true }),
    confidentiality: choice(confidentialities),
  },
  scopes: unitAndTripScopes,
})

export type Note = z.infer<typeof notes.record>
