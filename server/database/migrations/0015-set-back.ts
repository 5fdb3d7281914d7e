import { type Kysely, sql } from 'kysely'

/** For some weeks after it was set back, a server asks whoever seems to have no right to wait instead of refusing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table organisation add column set_back_at timestamptz`.execute(db)
}
