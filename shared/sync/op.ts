import { z } from 'zod'
import { hlcPattern } from './hlc.ts'

/** Any value that JSON carries. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export const Stamp = z.string().regex(hlcPattern)

/** An element of a set field: the stamp of the write that put it in, and its place there. */
const ElementTag = z.string().regex(/^[0-9a-f]{32}\.(0|[1-9]\d{0,3})$/)

/** What a write puts into a field that unites concurrent writes, and which elements its author took out. */
export const SetChange = z.object({
  add: z.array(z.json()).max(1000),
  remove: z.array(ElementTag).max(1000),
})
export type SetChange = z.infer<typeof SetChange>

/**
 * One field's new value. `base` holds the stamps of the values the writer saw: none for a first value, one as a
 * rule, several when the write settles a conflict. In a set field `v` is the whole list as its author left it, and
 * `set` what that changed: the merge goes by `set`.
 */
export const FieldWrite = z.object({
  v: z.json(),
  hlc: Stamp,
  base: z.array(Stamp).max(64),
  set: SetChange.optional(),
})
export type FieldWrite = z.infer<typeof FieldWrite>

/** Most operations of one whole. */
export const groupLimit = 200_000

/**
 * Operations that are one action (an import, its undoing) carry the same group: every device shows all of them or
 * none. `index` counts 0, 1, 2, ... below `size`. All are of one author and one device.
 */
export const OpGroup = z
  .object({
    id: z.uuid(),
    index: z.number().int().nonnegative(),
    size: z.number().int().positive().max(groupLimit),
  })
  .refine(({ index, size }) => index < size, { path: ['index'] })
export type OpGroup = z.infer<typeof OpGroup>

/** A `request` asks the server for what it alone decides; see `domain/transfers.ts`. A `decision` is its answer. */
const opKinds = ['set', 'delete', 'undelete', 'request', 'decision'] as const

/**
 * One action of a user on one record, the unit that is stored, sent, judged and merged. A delete writes the
 * field `deleted` with the value `{ covers }`: the stamps of everything the deleting person saw; an undelete
 * writes null there.
 */
export const Op = z.object({
  opId: z.uuid(),
  device: z.uuid(),
  incarnation: z.uuid(),
  localSeq: z.number().int().positive(),
  table: z.string().min(1).max(64),
  id: z.uuid(),
  /** Open: a newer version may send kinds this one does not know; they are kept and passed on. */
  kind: z.string().min(1).max(32),
  fields: z.record(z.string().min(1).max(64), FieldWrite),
  schemaVersion: z.number().int().positive(),
  author: z.uuid(),
  group: OpGroup.optional(),
  /**
   * Set by the server alone, where it replaced stamps: each new stamp with the one that the author's device had made,
   * so that the operation is recognised when it also comes another way.
   */
  was: z.record(Stamp, Stamp).optional(),
})
export type Op = z.infer<typeof Op>
export type OpKind = (typeof opKinds)[number]

/** Name of the field that says whether a record is deleted. */
export const deletedField = 'deleted'

/** The values that an operation writes, by field. Not by entries: a push asks this of every operation. */
export function writtenValues({ fields }: Pick<Op, 'fields'>): Record<string, Json> {
  const values: Record<string, Json> = {}
  for (const name in fields) values[name] = fields[name]?.v ?? null
  return values
}
