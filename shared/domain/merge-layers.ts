import { z } from 'zod'
import { RecordId, setOf } from './entity.ts'

/**
 * What a merge did to one field of the record that was kept: the value before it, and the other record's. Any value
 * that an operation can carry, which is all it is asked for.
 */
const LaidField = z.object({
  before: z.unknown(),
  from: z.unknown(),
  side: z.enum(['merged', 'both']),
})
export type LaidField = z.infer<typeof LaidField>

/** What one merge put over the values of the record that was kept; `id` names the record merged into it. */
export const MergeLayer = z.object({
  id: RecordId,
  fields: z.record(z.string().min(1).max(64), LaidField),
})
export type MergeLayer = z.infer<typeof MergeLayer>

/** Field of a record that keeps, for each one merged into it, what to put back when the two are made two again. */
export const mergedFromField = 'mergedFrom'

/** The declaration of `mergedFromField`, the same in every table whose records can be merged. */
export const mergedFrom = setOf(z.array(MergeLayer).max(200, 'too-many').default([]))
