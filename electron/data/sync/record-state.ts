import { z } from 'zod'
import { PackedClocks, packClocks, unpackState } from '#shared/sync/clocks.ts'
import { emptyRecord, type RecordState, valuesOf } from '#shared/sync/merge.ts'

const Write = z.object({ v: z.json(), hlc: z.string(), by: z.string() })
const State = z.record(
  z.string(),
  z.object({
    heads: z.union([z.tuple([Write], Write), z.tuple([])]),
    superseded: z.array(z.string()),
    set: z
      .object({
        elements: z.array(Write.extend({ n: z.number() })),
        removed: z.array(z.string()),
      })
      .exactOptional(),
  }),
)

/** Stamps and values apart: a fifth of what the state says with a stamp and an author beside each value. */
const Packed = z.tuple([PackedClocks, z.record(z.string(), z.json())])

/** Text of a confirmed state; `null` stands for a record of which the server has nothing yet. */
export function stateText(state: RecordState): string {
  if (Object.keys(state).length === 0) return 'null'
  const values = Object.entries(valuesOf(state)).filter(([, value]) => value !== null)
  return JSON.stringify([packClocks(state), Object.fromEntries(values)])
}

/** The inverse of `stateText`, also of what versions before packed ones wrote. @throws ZodError when the text is none. */
export function parseState(text: string): RecordState {
  const state: unknown = JSON.parse(text)
  if (!Array.isArray(state)) return State.nullable().parse(state) ?? emptyRecord
  const [clocks, values] = Packed.parse(state)
  return unpackState(clocks, values)
}
