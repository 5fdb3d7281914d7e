import type { z } from 'zod'
import { CalendarDateSchema } from './calendar.ts'
import { choice, defineEntity, optionalChoice, optionalText, RecordId, textOf } from './entity.ts'
import { confidentialities } from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'

/** Tables whose records have notes of their own. */
export const noteOwners = ['enterprises', 'visits', 'projects'] as const
export type NoteOwner = (typeof noteOwners)[number]

/**
 * 洽谈记录: a note of a negotiation on an enterprise, a visit or a project. What it says comes from its edits
 * (`note-edits.ts`), which everybody who may read it may write; what it is belongs to its author. `body` is the text
 * of a plain note, which becomes the first content of its document.
 */
export const notes = defineEntity({
  table: 'notes',
  mergeClass: 'author',
  fields: {
    enterpriseId: textOf(RecordId.nullable().default(null)),
    visitId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    occurredOn: textOf(CalendarDateSchema),
    body: optionalText(50_000, { searched: true }),
    confidentiality: choice(confidentialities),
    ownerTable: optionalChoice(noteOwners),
    ownerId: textOf(RecordId.nullable().default(null)),
  },
  scopes: unitAndTripScopes,
})

export type Note = z.infer<typeof notes.record>

/** The record a note hangs on. Notes from before there were owners name a visit or an enterprise. */
export function ownerOf(
  note: Pick<Note, 'ownerTable' | 'ownerId' | 'visitId' | 'enterpriseId'>,
): { readonly table: NoteOwner; readonly id: string } | null {
  if (note.ownerTable !== null && note.ownerId !== null) return { table: note.ownerTable, id: note.ownerId }
  if (note.visitId !== null) return { table: 'visits', id: note.visitId }
  return note.enterpriseId === null ? null : { table: 'enterprises', id: note.enterpriseId }
}
