import { CompiledQuery } from 'kysely'
import type { Writer } from './schema.ts'

/** An insert whose row of marks is repeated: `insert into t (a, b) values` + `(?, ?)` each + `on conflict ...`. */
export interface InsertText {
  readonly opening: string
  readonly marks: string
  readonly closing?: string
}

/** Rows of one statement. A few numbers only, so that the prepared statements stay few and are met again. */
const atOnce = [64, 8, 1] as const

/** Puts many rows into a table in few statements, in their order. */
export async function putMany(
  tx: Writer,
  { opening, marks, closing = '' }: InsertText,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  let at = 0
  for (const count of atOnce)
    for (; rows.length - at >= count; at += count) {
      const text = `${opening} ${Array.from({ length: count }, () => marks).join(', ')} ${closing}`
      await tx.executeQuery(CompiledQuery.raw(text, rows.slice(at, at + count).flat()))
    }
}
