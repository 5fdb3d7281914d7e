import { type Kysely, sql } from 'kysely'
import { recomputeChecksums } from '../../sync/checksums.ts'

/** Checksums and horizons of the scopes, how far each device has come, and the server's own key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
  await recomputeChecksums(db)
}

const statements = [
  // XOR over the records of the scope; kept with the number up to which it counts, under the same lock.
  `alter table scope add column checksum bit(128) not null default repeat('0', 128)::bit(128)`,
  // Changes up to the horizon are no longer kept.
  'alter table scope add column horizon bigint not null default 0',
  'alter table change add column at timestamptz not null default now()',
  'alter table organisation add column lease_days integer not null default 14',

  // How far a device said it has come: nothing above is thrown away while the device is in use.
  `create table device_cursors (
    device uuid not null,
    scope text not null,
    seq bigint not null,
    at timestamptz not null default now(),
    primary key (device, scope)
  )`,
  'alter table devices add column waiting integer',
  'alter table devices add column handed_in_at timestamptz',

  // One number of an incarnation stands for one operation; a second one means a copied or restored device.
  'alter table op_seen add column incarnation uuid',
  'alter table op_seen add column local_seq bigint',
  'create index op_seen_counter on op_seen (incarnation, local_seq) where incarnation is not null',
  'create index op_seen_device on op_seen (device, op_id)',
  'create index op_quarantine_device on op_quarantine (device)',

  // Signs what devices must be able to prove: clearances and the permission to remove records.
  `create table server_key (
    is_only boolean primary key default true check (is_only),
    private_key text not null,
    public_key text not null
  )`,
]
