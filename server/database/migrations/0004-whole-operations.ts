import { type Kysely, sql } from 'kysely'

/** Whole operations that arrive in parts, and which entries of a feed belong together. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Text, not json: handed on as it is, and parsed as an operation when the whole is there.
  `create table op_group_stage (
    group_id uuid not null,
    device uuid not null,
    author uuid not null,
    op_id text not null,
    op text not null,
    staged_at timestamptz not null default now(),
    primary key (group_id, device, author, op_id)
  )`,
  // A whole of which one operation can never be taken: what still arrives of it is set aside too.
  `create table op_group_refused (
    group_id uuid not null,
    device uuid not null,
    author uuid not null,
    culprit text not null,
    primary key (group_id, device, author)
  )`,
  'alter table change add column group_id uuid',
  'alter table change add column group_left integer',
]
