import type { ColumnType, Generated } from 'kysely'

/** A JSON column: read as a parsed value, written as JSON text. */
type JsonColumn = ColumnType<unknown, string, string>
type CreatedAt = ColumnType<Date, Date | undefined, never>

/** The tables of the central server; see `migrations/` for the reasons. */
export interface Tables {
  organisation: {
    is_only: Generated<boolean>
    name: string
    /** Changes when the database is restored to an earlier state, so that devices notice. */
    epoch: string
    /** When it last was, by this server's clock. */
    set_back_at: Date | null
    /** Days without the server after which a device lets nobody write. */
    lease_days: Generated<number>
    /** Bytes that attachments may take; null for the default. */
    file_quota: number | null
  }
  accounts: {
    user_id: string
    login: string
    password_hash: string
    failed_attempts: Generated<number>
    last_failed_at: Date | null
    disabled_at: Date | null
    created_at: CreatedAt
  }
  devices: {
    id: string
    user_id: string
    name: string
    incarnation: string
    token_hash: Buffer | null
    created_at: CreatedAt
    last_seen_at: Date | null
    revoked_at: Date | null
    last_local_seq: ColumnType<number, number | undefined, number>
    /** Operations that waited on the device when it was last here; null for a version that does not say. */
    waiting: number | null
    /** When the device was last here with nothing waiting. */
    handed_in_at: Date | null
    /** Ed25519, base64url; null for a device of a version that has no keys. */
    public_key: string | null
  }
  records: {
    table_name: string
    id: string
    data: JsonColumn
    clocks: JsonColumn
    scopes: string[]
    life: string
  }
  scope: {
    id: string
    max_seq: number
    /** 128 zeros and ones, see `sync/checksums.ts`. */
    checksum: Generated<string>
    /** Changes up to this number are no longer kept. */
    horizon: Generated<number>
  }
  change: {
    scope: string
    seq: number
    op_id: string | null
    table_name: string
    record_id: string
    kind: string
    body: JsonColumn
    size: number
    at: CreatedAt
    group_id: string | null
    group_left: number | null
  }
  op_seen: {
    op_id: string
    device: string
    result: JsonColumn | null
    seen_at: CreatedAt
    incarnation: string | null
    local_seq: number | null
  }
  device_cursors: { device: string; scope: string; seq: number; at: CreatedAt }
  server_key: { is_only: Generated<boolean>; private_key: string; public_key: string }
  op_quarantine: {
    id: Generated<number>
    op_id: string
    device: string
    user_id: string
    reason: string
    detail: string | null
    /** The operation as it came, as JSON text: it may hold what jsonb cannot. Null when it cannot be written. */
    op: string | null
    received_at: CreatedAt
    /** When an administrator said that nobody has to look at it any more, and why. */
    settled_at: Date | null
    settled_note: string | null
  }
  op_group_stage: {
    group_id: string
    device: string
    author: string
    op_id: string
    op: string
    /** Its place in the whole. */
    place: number
    staged_at: CreatedAt
  }
  /** Of each whole of which parts are staged: how many it has, and how many are here. */
  op_group_waiting: { group_id: string; device: string; author: string; size: number; parts: number }
  op_group_refused: { group_id: string; device: string; author: string; culprit: string }
  restamped: { device: string; old_hlc: string; new_hlc: string }
  field_history: {
    id: Generated<number>
    table_name: string
    record_id: string
    field: string
    lost: JsonColumn
    lost_hlc: string
    lost_by: string
    kept_hlc: string
    conflict_id: string
    recorded_at: CreatedAt
  }
  audit: {
    id: Generated<number>
    at: CreatedAt
    actor: string | null
    device: string | null
    action: string
    entity: string | null
    detail: JsonColumn
  }
  blobs: {
    sha256: string
    size: number
    /** Name in the storage. */
    key: string
    stored_at: Date
    /** Since when no attachment names it; it goes when that is long ago. */
    unreferenced_since: Date | null
  }
  attachment_files: {
    attachment: string
    sha256: string
    size: number
    state: 'available' | 'refused'
    reason: string | null
    at: Date
  }
  uploads: {
    /** The upload's name in its address and in the storage. */
    id: string
    attachment: string
    user_id: string
    device: string
    sha256: string
    size: number
    state: 'receiving' | 'checking' | 'cancelled' | 'done' | 'refused'
    reason: string | null
    created_at: Date
    touched_at: Date
  }
  file_removals: { key: string }
}
