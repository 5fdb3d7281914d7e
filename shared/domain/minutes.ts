import { z } from 'zod'
import { CalendarDateSchema, OptionalCalendarDate, OptionalTime } from './calendar.ts'
import { commitments } from './commitments.ts'
import { demands } from './demands.ts'
import { choice, defineEntity, optionalText, RecordId, requiredText, structured, textOf } from './entity.ts'
import { agreedSides, confidentialities } from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'
import { Attendee } from './visits.ts'

const OptionalWords = (max: number) =>
  z
    .string()
    .trim()
    .max(max, 'too-long')
    .transform((value) => (value === '' ? null : value))
    .nullable()
    .default(null)

/**
 * One thing the enterprise asked for and what we replied. `id` is that of the demand it stands for; `taken` says that
 * the demand was a record before the minutes were written.
 */
export const MinutesDemand = demands.draft
  .pick({ content: true, category: true, responsible: true, dueOn: true })
  .extend({ id: RecordId, reply: OptionalWords(2000), taken: z.boolean().default(false) })
export type MinutesDemand = z.infer<typeof MinutesDemand>

/** One agreed item. What our side takes upon itself is a commitment with the same `id`; theirs is only written down. */
export const AgreedItem = commitments.draft.pick({ content: true, responsible: true }).extend({
  id: RecordId,
  side: z.enum(agreedSides),
  dueOn: OptionalCalendarDate,
  taken: z.boolean().default(false),
})
export type AgreedItem = z.infer<typeof AgreedItem>

/**
 * 会谈纪要: what was said and agreed in a talk, written by its author alone. It keeps its own words, so that it reads
 * the same when the demands and commitments that came from it have moved on.
 */
export const minutes = defineEntity({
  table: 'minutes',
  mergeClass: 'author',
  fields: {
    enterpriseId: textOf(RecordId),
    visitId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    projectId: textOf(RecordId.nullable().default(null)),
    title: requiredText(200, { searched: true }),
    occurredOn: textOf(CalendarDateSchema),
    startTime: textOf(OptionalTime),
    endTime: textOf(OptionalTime),
    place: optionalText(200, { searched: true }),
    chair: optionalText(60, { searched: true }),
    recorder: optionalText(60, { searched: true }),
    ourPeople: structured(z.array(Attendee).max(50, 'too-many').default([]), { searched: true }),
    theirPeople: structured(z.array(Attendee).max(50, 'too-many').default([]), { searched: true }),
    topics: optionalText(20_000, { searched: true }),
    demands: structured(z.array(MinutesDemand).max(50, 'too-many').default([]), { searched: true }),
    agreed: structured(z.array(AgreedItem).max(50, 'too-many').default([]), { searched: true }),
    internalRemarks: optionalText(5000, { searched: true }),
    confidentiality: choice(confidentialities),
  },
  scopes: unitAndTripScopes,
})

export type Minutes = z.infer<typeof minutes.record>

/** What the form of minutes hands in. */
export const MinutesDraft = minutes.draft.superRefine((values, context) => {
  const issue = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message })
  if (values.startTime && values.endTime && values.endTime < values.startTime)
    issue(['endTime'], 'end-before-start')
  for (const list of ['demands', 'agreed'] as const) {
    values[list].forEach(({ dueOn }, index) => {
      if (dueOn !== null && dueOn < values.occurredOn) issue([list, index, 'dueOn'], 'due-before-talk')
    })
  }
})
export type MinutesDraft = z.infer<typeof MinutesDraft>

/** What saving minutes does to the record that one of its rows stands for. */
export type RowStep<R> =
  | {
      readonly kind: 'write'
      readonly row: R
      readonly changed: readonly (keyof R)[]
      readonly isNew: boolean
    }
  | { readonly kind: 'let-go' | 'delete'; readonly row: R }

/**
 * Compares the rows of minutes with those that were there before. A row that says what it said leaves its record
 * alone: it may have been given another day or have been deleted meanwhile. A row that goes takes the record with it
 * that it made, and lets go of one that was there before the minutes.
 */
export function rowSteps<R extends { readonly id: string; readonly taken: boolean }>(
  before: readonly R[],
  after: readonly R[],
): readonly RowStep<R>[] {
  const wanted = new Set(after.map(({ id }) => id))
  const gone = before
    .filter(({ id }) => !wanted.has(id))
    .map((row): RowStep<R> => ({ kind: row.taken ? 'let-go' : 'delete', row }))
  const written = after.flatMap((row): RowStep<R>[] => {
    const known = before.find(({ id }) => id === row.id)
    const changed = (Object.keys(row) as (keyof R)[]).filter((field) => row[field] !== known?.[field])
    return known && changed.length === 0 ? [] : [{ kind: 'write', row, changed, isNew: known === undefined }]
  })
  return [...gone, ...written]
}

/** The agreed items that our side takes upon itself. */
export const oursOf = (agreed: readonly AgreedItem[]): readonly AgreedItem[] =>
  agreed.filter(({ side }) => side === 'ours')
