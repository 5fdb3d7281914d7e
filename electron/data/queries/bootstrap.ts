import { sql } from 'kysely'
import type { Reader, Writer } from '../database/schema.ts'
import { clocksText } from '../database/stored-clocks.ts'
import type { RecordKey } from './sync.ts'

/** Stamps of those of some records that this device knows, deleted ones too. */
export async function clocksAmong(
  db: Reader,
  table: string,
  ids: readonly string[],
): Promise<{ id: string; clocks: string }[]> {
  const [first, last] = [least(ids), greatest(ids)]
  // As a rule a device that receives a library has nothing between two neighbouring ids.
  const any = await db
    .selectFrom('recordClocks')
    .select('recordId')
    .where('tableName', '=', table)
    .where('recordId', '>=', first)
    .where('recordId', '<=', last)
    .limit(1)
    .executeTakeFirst()
  if (!any) return []
  return db
    .selectFrom('recordClocks')
    .select(['recordId as id', clocksText().as('clocks')])
    .where('tableName', '=', table)
    .where('recordId', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute()
}

const least = (ids: readonly string[]) => ids.reduce((a, b) => (a < b ? a : b), ids[0] ?? '')
const greatest = (ids: readonly string[]) => ids.reduce((a, b) => (a > b ? a : b), '')

/** Those of some records on which operations wait. */
export async function basesAmong(db: Reader, table: string, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('base')
    .select('recordId')
    .where('tableName', '=', table)
    .where('recordId', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .execute()
  return rows.map(({ recordId }) => recordId)
}

/** Enters records into a scope that they may be in already. */
export async function enterScopeAll(tx: Writer, scope: string, keys: readonly RecordKey[]): Promise<void> {
  if (keys.length === 0) return
  const list = JSON.stringify(keys.map(({ table, id }) => [table, id]))
  await sql`
    insert into ${sql.table('membership')} (table_name, record_id, scope)
    select value ->> 0, value ->> 1, ${scope} from json_each(${list}) where true
    on conflict do nothing`.execute(tx)
}

/** Records of a scope whose keys lie behind one and not behind another, in order; null stands for either end. */
export async function membersBetween(
  db: Reader,
  scope: string,
  after: RecordKey | null,
  upTo: RecordKey | null,
): Promise<RecordKey[]> {
  const rows = await db
    .selectFrom('membership')
    .select(['tableName as table', 'recordId as id'])
    .where('scope', '=', scope)
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(table_name, record_id) > (${after?.table}, ${after?.id})`),
    )
    .$if(upTo !== null, (query) =>
      query.where(sql<boolean>`(table_name, record_id) <= (${upTo?.table}, ${upTo?.id})`),
    )
    .orderBy('tableName')
    .orderBy('recordId')
    .execute()
  return rows
}

/** Every scope through which some record is on this device; one step in the index for each, however many records. */
export async function scopesHere(db: Reader): Promise<string[]> {
  const rows = await db
    .withRecursive('here(scope)', (here) =>
      here
        .selectFrom('membership')
        .select(sql<string | null>`min(scope)`.as('scope'))
        .unionAll(
          here
            .selectFrom('here')
            .select(
              sql<string | null>`(select min(scope) from membership where scope > here.scope)`.as('scope'),
            )
            .where('here.scope', 'is not', null),
        ),
    )
    .selectFrom('here')
    .select('scope')
    .execute()
  return rows.flatMap(({ scope }) => scope ?? [])
}

/** How many records of a scope are here. */
export async function countMembers(db: Reader, scope: string): Promise<number> {
  const { n } = await db
    .selectFrom('membership')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('scope', '=', scope)
    .executeTakeFirstOrThrow()
  return n
}

/** Keeps a chunk aside. */
export async function keepChunk(
  tx: Writer,
  chunk: { readonly scope: string; readonly position: number; readonly last: string; readonly body: string },
): Promise<void> {
  await tx
    .insertInto('bootstrapChunks')
    .values(chunk)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The first chunk that is kept aside of a scope. */
export async function firstKeptChunk(db: Reader, scope: string) {
  return db
    .selectFrom('bootstrapChunks')
    .select(['position', 'last', 'body'])
    .where('scope', '=', scope)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()
}

/** Lets go of one part of a snapshot that was read ahead. */
export async function dropKeptChunk(tx: Writer, scope: string, position: number): Promise<void> {
  await tx.deleteFrom('bootstrapChunks').where('scope', '=', scope).where('position', '=', position).execute()
}

/** Drops all that is kept aside of a scope. */
export async function dropKeptChunks(tx: Writer, scope: string): Promise<void> {
  await tx.deleteFrom('bootstrapChunks').where('scope', '=', scope).execute()
}
