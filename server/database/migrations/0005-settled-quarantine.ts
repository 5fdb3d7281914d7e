import { type Kysely, sql } from 'kysely'

/** An administrator can say that something set aside needs nobody any more. It is kept all the same. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'alter table op_quarantine add column settled_at timestamptz, add column settled_note text',
  'alter table run_quarantine add column settled_at timestamptz, add column settled_note text',
  'create index op_group_stage_age on op_group_stage (staged_at)',
]
