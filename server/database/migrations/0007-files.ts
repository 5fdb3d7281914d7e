import { type Kysely, sql } from 'kysely'

/** The bytes of attachments: what is stored, for which record it was handed in, and what is on its way. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'alter table organisation add column file_quota bigint',

  // One row a content. `key` is the name in the storage, made by the server. References are not counted but asked
  // for: a count can go wrong, the records cannot.
  `create table blobs (
    sha256 text primary key,
    size bigint not null,
    key uuid not null unique,
    stored_at timestamptz not null,
    unreferenced_since timestamptz
  )`,

  // What was proven for each attachment: its user had the bytes, or could read the same ones elsewhere. Only this
  // row makes a blob readable through the attachment.
  `create table attachment_files (
    attachment uuid primary key,
    sha256 text not null,
    size bigint not null,
    state text not null check (state in ('available', 'refused')),
    reason text,
    at timestamptz not null
  )`,
  'create index attachment_files_content on attachment_files (sha256)',
  "create index attachment_files_size on attachment_files (size) where state = 'available'",

  `create table uploads (
    id uuid primary key,
    attachment uuid not null,
    user_id uuid not null,
    device uuid not null,
    sha256 text not null,
    size bigint not null,
    state text not null check (state in ('receiving', 'checking', 'cancelled', 'done', 'refused')),
    reason text,
    created_at timestamptz not null,
    touched_at timestamptz not null
  )`,
  'create index uploads_attachment on uploads (attachment)',
  "create index uploads_open on uploads (touched_at) where state in ('receiving', 'checking', 'cancelled')",

  // Names in the storage whose bytes nobody needs; taken off the list when they are gone.
  'create table file_removals (key uuid primary key)',
]
