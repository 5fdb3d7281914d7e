import { z } from 'zod'
import { hlcPattern } from './hlc.ts'

/** Any value that JSON carries. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export const Stamp = z.string().regex(hlcPattern)

/**
 * One field's new value. `base` holds the stamps of the values the writer saw: none for a first value, one as a
 * rule, several when the write settles a conflict.
 */
export const FieldWrite = z.object({
  v: z.json(),
  hlc: Stamp,
  base: z.array(Stamp).max(64),
})

export const opKinds = ['set', 'delete', 'undelete'] as const

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
})
export type Op = z.infer<typeof Op>
export type OpKind = (typeof opKinds)[number]

/** Name of the field that says whether a record is deleted. */
export const deletedField = 'deleted'
