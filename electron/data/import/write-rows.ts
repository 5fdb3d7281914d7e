import { lifeOf, type RecordState, sameValue, valuesOf } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Writer } from '../database/schema.ts'
import { loadStates } from '../record/load-states.ts'
import { changeOfFields, type WriteContext } from '../record/record.ts'
import { type OneOfMany, recordMany } from '../record/record-many.ts'
import type { RowWrite, RowWrites } from './row-writes.ts'

/** Writes what some rows make and change, in one transaction. */
export async function writeRows(
  tx: Writer,
  context: WriteContext,
  rows: readonly RowWrites[],
  options: { readonly indexLater: boolean },
): Promise<void> {
  const writes = rows.flatMap((row) => row.writes)
  // `recordMany` judges every value by the declaration of its field.
  const fresh = writes.filter(({ how }) => how === 'new')
  await recordMany(
    tx,
    context,
    fresh.map(({ table, id, values }) => setOf(table, id, values, true)),
    options,
  )
  // Rows that mean one record come one after the other: the second one finds what the first one wrote.
  for (let rest = writes.filter(({ how }) => how !== 'new'); rest.length > 0; ) {
    const seen = new Set<string>()
    const now = rest.filter(({ id }) => !seen.has(id) && seen.add(id))
    const states = await loadStates(tx, now)
    const changes = now.flatMap((write) => changeOf(write, states.of(write)) ?? [])
    await recordMany(tx, context, changes, { ...options, states })
    const done = new Set(now)
    rest = rest.filter((write) => !done.has(write))
  }
}

/** A record that is gone meanwhile stays gone. */
function changeOf(
  { table, id, values, how }: RowWrite,
  state: RecordState | undefined,
): OneOfMany | undefined {
  if (!state || lifeOf(state) === 'deleted') return undefined
  const now = valuesOf(state)
  const wanted = Object.entries(values).flatMap(([field, value]): [string, unknown][] => {
    const present = now[field]
    if (Array.isArray(value)) return [[field, united(Array.isArray(present) ? present : [], value as Json[])]]
    const isEmpty = present === null || present === undefined || present === ''
    return how === 'set' || isEmpty ? [[field, value]] : []
  })
  return wanted.length > 0 ? setOf(table, id, Object.fromEntries(wanted), false) : undefined
}

function setOf(table: RowWrite['table'], id: string, values: RowWrite['values'], isNew: boolean): OneOfMany {
  return { ...changeOfFields(table, id, values), isNew }
}

function united(present: readonly Json[], given: readonly Json[]): Json[] {
  return [...present, ...given.filter((one) => !present.some((there) => sameValue(there, one)))]
}
