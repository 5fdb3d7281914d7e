import { type Kysely, sql } from 'kysely'

/** Keys of devices, and runs of operations that others carried here and that could not be taken. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'alter table devices add column public_key text',
  // The run as it came, kept as bytes: it may hold what text cannot.
  `create table run_quarantine (
    run text not null,
    reason text not null,
    carrier_user uuid not null,
    carrier_device uuid not null,
    body bytea not null,
    received_at timestamptz not null default now(),
    primary key (run, reason)
  )`,
  // Whoever builds on an operation that came without the server names the stamp it had there.
  'create index restamped_old on restamped (old_hlc)',
  `create index records_trip_key on records ((data->>'tripId')) where table_name = 'tripKeys'`,
]
