import { type Kysely, sql } from 'kysely'

/** Accounts, devices, records with their merge state, the feeds of the scopes, and what must never be lost. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table organisation (
    is_only boolean primary key default true check (is_only),
    name text not null,
    epoch uuid not null
  )`,
  `create table accounts (
    user_id uuid primary key,
    login text not null,
    password_hash text not null,
    failed_attempts integer not null default 0,
    last_failed_at timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  'create unique index accounts_login on accounts (lower(login))',
  `create table devices (
    id uuid primary key,
    user_id uuid not null references accounts (user_id),
    name text not null,
    incarnation uuid not null,
    token_hash bytea unique,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz,
    revoked_at timestamptz,
    last_local_seq bigint not null default 0
  )`,
  'create index devices_user on devices (user_id)',

  // Values as JSON: fields that only a newer client knows survive an older server. What is only stored and handed
  // out whole (clocks, bodies of changes) is json, which costs no conversion.
  `create table records (
    table_name text not null,
    id uuid not null,
    data jsonb not null,
    clocks json not null,
    scopes text[] not null,
    life text not null,
    primary key (table_name, id)
  )`,
  // Which visits, legs and posts name an enterprise or a contact decides the derived scopes.
  `create index records_enterprise on records ((data->>'enterpriseId'), table_name)
    where table_name in ('visits', 'tripLegs', 'contactPosts')`,
  `create index records_contact on records ((data->>'contactId')) where table_name = 'contactPosts'`,
  `create index records_member on records ((data->>'userId')) where table_name = 'tripMembers'`,
  `create index records_trip_unit on records ((data->>'unitId')) where table_name = 'trips'`,
  `create index records_unit_parent on records ((data->>'parentId')) where table_name = 'units'`,

  // The row lock on a scope makes the order of commit the order of seq: a reader never skips a row.
  'create table scope (id text primary key, max_seq bigint not null)',
  `create table change (
    scope text not null,
    seq bigint not null,
    op_id text,
    table_name text not null,
    record_id uuid not null,
    kind text not null,
    body json not null,
    size integer not null,
    primary key (scope, seq)
  )`,

  // json, not jsonb: a repeated operation gets the very same bytes.
  `create table op_seen (
    op_id text primary key,
    device uuid not null,
    result json,
    seen_at timestamptz not null default now()
  )`,
  `create table op_quarantine (
    id bigint generated always as identity primary key,
    op_id text not null,
    device uuid not null,
    user_id uuid not null,
    reason text not null,
    detail text,
    op text,
    received_at timestamptz not null default now()
  )`,
  'create index op_quarantine_user on op_quarantine (user_id)',
  `create table restamped (
    device uuid not null,
    old_hlc text not null,
    new_hlc text not null,
    primary key (device, old_hlc)
  )`,
  `create table field_history (
    id bigint generated always as identity primary key,
    table_name text not null,
    record_id uuid not null,
    field text not null,
    lost jsonb not null,
    lost_hlc text not null,
    lost_by text not null,
    kept_hlc text not null,
    conflict_id uuid not null,
    recorded_at timestamptz not null default now()
  )`,
  'create index field_history_record on field_history (table_name, record_id)',

  `create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor uuid,
    device uuid,
    action text not null,
    entity text,
    detail jsonb not null
  )`,
  `create function audit_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only';
    end $$`,
  `create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function audit_is_append_only()`,
]
