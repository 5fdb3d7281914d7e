import { z } from 'zod'
import { type RecordState, valuesOf } from '#shared/sync/merge.ts'
import type { Json, Op } from '#shared/sync/op.ts'
import { deletedField } from '#shared/sync/op.ts'

const Inverse = z.object({
  /** The operation made the record. */
  created: z.boolean(),
  /** Values before it; null for a field that nobody had written. */
  values: z.record(z.string(), z.json()),
  /** What it put into sets and took out of them. */
  sets: z.record(z.string(), z.object({ added: z.array(z.json()), removed: z.array(z.json()) })),
})

/** How to put back what one operation changed. */
export type Inverse = z.infer<typeof Inverse>

/** What an operation changes in a record that is in the state `before`. */
export function inverseOf(before: RecordState, { fields }: Pick<Op, 'fields'>): Inverse {
  const seen = valuesOf(before)
  const inverse: Inverse = { created: Object.keys(before).length === 0, values: {}, sets: {} }
  // A record that is made anew is deleted to undo it; its values say nothing.
  if (inverse.created) return inverse
  for (const [name, { v, set }] of Object.entries(fields)) {
    if (name === deletedField) continue
    if (!set) inverse.values[name] = jsonOf(Object.hasOwn(seen, name) ? seen[name] : undefined)
    else inverse.sets[name] = difference(listOf(seen[name]), listOf(v))
  }
  return inverse
}

function difference(before: readonly Json[], after: readonly Json[]): Inverse['sets'][string] {
  const without = (list: readonly Json[], other: readonly Json[]) => {
    const known = new Set(other.map((element) => JSON.stringify(element)))
    return list.filter((element) => !known.has(JSON.stringify(element))).map(jsonOf)
  }
  return { added: without(after, before), removed: without(before, after) }
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const jsonOf = (value: Json | undefined): z.infer<ReturnType<typeof z.json>> => z.json().parse(value ?? null)

/** Reads an inverse as the store keeps it. @throws ZodError when the text is none. */
export function parseInverse(text: string): Inverse {
  return Inverse.parse(JSON.parse(text))
}
