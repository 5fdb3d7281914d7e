import { type Kysely, sql } from 'kysely'

/** Merged records are found by the one they were merged into: they belong to the same trips. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index records_merged on records ((data->>'mergedInto'), table_name)
    where data->>'mergedInto' is not null`.execute(db)
}
