import { type Kysely, sql } from 'kysely'

/** How much of each whole has arrived, and at which places, without reading what is staged of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table op_group_waiting (
    group_id uuid not null,
    device uuid not null,
    author uuid not null,
    size integer not null,
    parts integer not null,
    primary key (group_id, device, author)
  )`,
  'alter table op_group_stage add column place integer',
  `update op_group_stage set place = (op::json->'group'->>'index')::integer`,
  'alter table op_group_stage alter column place set not null',
  'create unique index op_group_stage_place on op_group_stage (group_id, device, author, place)',
  `insert into op_group_waiting (group_id, device, author, size, parts)
    select group_id, device, author, max((op::json->'group'->>'size')::integer), count(*)
    from op_group_stage group by group_id, device, author`,
]
