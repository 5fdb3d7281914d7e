import { z } from 'zod'
import { emptyRecord, type RecordState } from '#shared/sync/merge.ts'

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

/** Text of a confirmed state; `null` stands for a record of which the server has nothing yet. */
export function stateText(state: RecordState): string {
  return Object.keys(state).length === 0 ? 'null' : JSON.stringify(state)
}

/** The inverse of `stateText`. @throws ZodError when the text is none. */
export function parseState(text: string): RecordState {
  return State.nullable().parse(JSON.parse(text)) ?? emptyRecord
}
