import { type Kysely, sql } from 'kysely'

/** One index finds a device's operations and their numbers; each operation taken had to be put into two. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'create index op_seen_number on op_seen (device, incarnation, local_seq)',
  'drop index op_seen_counter',
  'drop index op_seen_device',
]
