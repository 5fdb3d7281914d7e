import type { z } from 'zod'
import type { MinutesDetail } from '#shared/contract/minutes.ts'
import { MinutesDraft } from '#shared/domain/minutes.ts'
import { newId } from '../../lib/ids.ts'

export const minutesSchema = MinutesDraft
export type MinutesInput = z.input<typeof MinutesDraft>
export type MinutesOutput = z.output<typeof MinutesDraft>
export type DemandInput = NonNullable<MinutesInput['demands']>[number]
export type AgreedInput = NonNullable<MinutesInput['agreed']>[number]

/** Saved minutes as the form shows them for a change. */
export function minutesFormOf({ minutes }: MinutesDetail): MinutesInput {
  const {
    id: _id,
    unitId: _unit,
    createdBy: _by,
    createdAt: _at,
    origin: _origin,
    importBatchId: _batch,
    ...own
  } = minutes
  return own
}

const task = { responsible: null, dueOn: null, taken: false }

/** A row for one more demand. */
export const emptyDemand = (): DemandInput => ({
  ...{ id: newId(), content: '', category: 'other', reply: null },
  ...task,
})

/** A row for one more thing that was agreed. */
export const emptyAgreed = (): AgreedInput => ({ id: newId(), content: '', side: 'ours', ...task })
