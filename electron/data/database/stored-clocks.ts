import { sql } from 'kysely'
import { type ClocksInTwo, wholeClocks } from '#shared/sync/clocks.ts'
import type { Writer } from './schema.ts'

/**
 * The text of a record's packed clocks, in a statement that reads `record_clocks`. Those of a library that arrived are
 * kept as the number of a shape and the stamp, `12"<hlc>","<author>"`: a third of the whole text, which is a third of
 * all that is written of such a record.
 */
export const clocksText = <
  T extends string | null = string,
>() => sql<T>`case when substr(record_clocks.clocks, 1, 1) = '{' then record_clocks.clocks
  else (select '{"s":[[' || substr(record_clocks.clocks, instr(record_clocks.clocks, '"')) || ']],' || rest || '}'
    from clock_shapes where clock_shapes.id = cast(record_clocks.clocks as integer)) end`

/** Records written alike from which on the part they share is kept once. */
const worthShape = 8

/** How clocks are kept: in two parts where many of these share one, else whole. Reads back by `clocksText`. */
export async function keptClocks(tx: Writer, all: readonly (ClocksInTwo | string)[]): Promise<string[]> {
  const shared = new Map<string, number>()
  for (const clocks of all)
    if (typeof clocks !== 'string') shared.set(clocks.rest, (shared.get(clocks.rest) ?? 0) + 1)
  const shapes = new Map<string, number>()
  for (const [rest, count] of shared) if (count >= worthShape) shapes.set(rest, await shapeOf(tx, rest))
  return all.map((clocks) => {
    if (typeof clocks === 'string') return clocks
    const shape = shapes.get(clocks.rest)
    return shape === undefined ? wholeClocks(clocks) : `${shape}${clocks.stamp}`
  })
}

/** Shapes name fields and nothing that a person wrote, so none is ever taken away. */
async function shapeOf(tx: Writer, rest: string): Promise<number> {
  const known = await tx.selectFrom('clockShapes').select('id').where('rest', '=', rest).executeTakeFirst()
  if (known) return known.id
  const { id } = await tx.insertInto('clockShapes').values({ rest }).returning('id').executeTakeFirstOrThrow()
  return id
}
