import type { Reader, Writer } from '../database/schema.ts'
import type { RecordKey } from './sync.ts'

/**
 * Where the state of a record is kept beside its row: `base` what the server confirmed, while something waits on it;
 * `departed` a hidden record; `keptCopies` what the server does not have (any more).
 */
type Place = 'base' | 'departed' | 'keptCopies'

/** The state of a record, JSON text; undefined where none is kept. */
export async function stateIn(
  db: Reader,
  place: Place,
  { table, id }: RecordKey,
): Promise<string | undefined> {
  const row = await db
    .selectFrom(place)
    .select('state')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
  return row?.state
}

/** Keeps what is known of a record. @param since ISO instant; one that is kept stays as old as it is */
export async function keepState(
  tx: Writer,
  place: Exclude<Place, 'base'>,
  { table, id }: RecordKey,
  state: string,
  since: string,
): Promise<void> {
  await tx
    .insertInto(place)
    .values({ tableName: table, recordId: id, state, since })
    .onConflict((conflict) => conflict.columns(['tableName', 'recordId']).doUpdateSet({ state }))
    .execute()
}

/** Drops what is kept of a record in this place. */
export async function dropState(tx: Writer, place: Place, { table, id }: RecordKey): Promise<void> {
  await tx.deleteFrom(place).where('tableName', '=', table).where('recordId', '=', id).execute()
}
