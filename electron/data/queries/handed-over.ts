import type { Reader, Writer } from '../database/schema.ts'

/** Operations asked for in one statement. */
const atOnce = 500

export interface HandedOver {
  /** Name of the person or the trip that a change went to. */
  readonly receiver: string
  /** ISO instant. */
  readonly at: string
}

/** Notes which of some operations, of those that still wait here, went to a receiver. Earlier notes give way. */
export async function noteHandedOver(
  tx: Writer,
  opIds: readonly string[],
  { receiver, at }: HandedOver,
): Promise<void> {
  const waiting = tx.selectFrom('outbox').select('opId')
  await tx.deleteFrom('handedOver').where('opId', 'not in', waiting).execute()
  for (let from = 0; from < opIds.length; from += atOnce) {
    const some = opIds.slice(from, from + atOnce)
    const still = await waiting.where('opId', 'in', some).execute()
    if (still.length === 0) continue
    await tx
      .insertInto('handedOver')
      .values(still.map(({ opId }) => ({ opId, receiver, at })))
      .onConflict((conflict) => conflict.column('opId').doUpdateSet({ receiver, at }))
      .execute()
  }
}

/** To whom waiting operations went, by operation. */
export async function handedOver(db: Reader): Promise<ReadonlyMap<string, HandedOver>> {
  const rows = await db.selectFrom('handedOver').selectAll().execute()
  return new Map(rows.map(({ opId, receiver, at }) => [opId, { receiver, at }]))
}
