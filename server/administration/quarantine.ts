import { sql } from 'kysely'
import { audit } from '../accounts/audit.ts'
import type { Database } from '../database/open-database.ts'
import { AdministrationError } from './publish.ts'

/** An operation that was set aside. */
export interface QuarantinedOp {
  readonly id: number
  readonly login: string | null
  readonly deviceName: string | null
  readonly reason: string
  readonly detail: string | null
  readonly table: string | null
  readonly recordId: string | null
  readonly receivedAt: Date
  readonly settledAt: Date | null
}

/** A run of operations that somebody carried here and that did not verify. */
export interface QuarantinedRun {
  readonly run: string
  readonly reason: string
  readonly carrierLogin: string | null
  readonly receivedAt: Date
  readonly settledAt: Date | null
}

/** How much is kept of a device beside its records, in bytes. */
export interface KeptOfDevice {
  readonly device: string
  readonly name: string | null
  readonly login: string | null
  /** Parts of actions that are incomplete. */
  readonly staged: number
  /** What was set aside, settled or not. */
  readonly aside: number
  /** What it carried here for others and did not verify. */
  readonly carried: number
}

/** A list that a person reads. */
const longestList = 1000

/** What was set aside, the newest first; settled ones only with `all`. Says whose and why, not what is in it. */
export async function quarantinedOps(db: Database, all: boolean): Promise<QuarantinedOp[]> {
  const { rows } = await sql<Omit<QuarantinedOp, 'table' | 'recordId'> & { op: string | null }>`
    select q.id, login, devices.name as "deviceName", reason, detail, op,
      received_at as "receivedAt", settled_at as "settledAt"
    from op_quarantine as q
    left join accounts on accounts.user_id = q.user_id left join devices on devices.id = q.device
    where ${all} or settled_at is null order by q.id desc limit ${sql.lit(longestList)}`.execute(db)
  return rows.map(({ op, ...row }) => ({ ...row, ...recordOf(op) }))
}

/** Runs that did not verify, the newest first; settled ones only with `all`. */
export async function quarantinedRuns(db: Database, all: boolean): Promise<QuarantinedRun[]> {
  const { rows } = await sql<QuarantinedRun>`
    select run, reason, login as "carrierLogin", received_at as "receivedAt", settled_at as "settledAt"
    from run_quarantine left join accounts on accounts.user_id = carrier_user
    where ${all} or settled_at is null order by received_at desc limit ${sql.lit(longestList)}`.execute(db)
  return rows
}

/**
 * How much is kept of each device that none of its readers sees, most first. Nothing of it is limited, since what was
 * set aside may be somebody's only copy (docs/adr/0006-sets-wholes-and-requests.md): a person decides.
 */
export async function keptOfDevices(db: Database): Promise<KeptOfDevice[]> {
  const { rows } = await sql<KeptOfDevice>`
    select kept.device, devices.name, login, sum(staged)::float8 as staged, sum(aside)::float8 as aside,
      sum(carried)::float8 as carried
    from (
      select device, octet_length(op) as staged, 0 as aside, 0 as carried from op_group_stage
      union all select device, 0, coalesce(octet_length(op), 0), 0 from op_quarantine
      union all select carrier_device, 0, 0, octet_length(body) from run_quarantine
    ) as kept
    left join devices on devices.id = kept.device left join accounts on accounts.user_id = devices.user_id
    group by kept.device, devices.name, login
    order by sum(staged + aside + carried) desc, kept.device limit ${sql.lit(longestList)}`.execute(db)
  return rows
}

/** The content of something set aside, as JSON text. @throws AdministrationError when there is none */
export async function quarantinedContent(db: Database, name: string): Promise<string> {
  const { rows } = isNumber(name)
    ? await sql<{
        content: string | null
      }>`select op as content from op_quarantine where id = ${Number(name)}`.execute(db)
    : await sql<{ content: string | null }>`
        select convert_from(body, 'UTF8') as content from run_quarantine where run = ${name}`.execute(db)
  const [row] = rows
  if (!row) throw unknown(name)
  return row.content ?? 'null'
}

/**
 * Notes that nobody has to look at something any more. It is kept, as everything that a user saved.
 * @throws AdministrationError when there is nothing of that name, or it was settled before
 */
export async function settleQuarantined(db: Database, name: string, note: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const change = sql`set settled_at = now(), settled_note = ${note}`
    const { numAffectedRows } = isNumber(name)
      ? await sql`update op_quarantine ${change} where id = ${Number(name)} and settled_at is null`.execute(
          tx,
        )
      : await sql`update run_quarantine ${change} where run = ${name} and settled_at is null`.execute(tx)
    if (!numAffectedRows) throw unknown(name)
    await audit(tx, { action: 'quarantine-settled', entity: name })
  })
}

const isNumber = (name: string) => /^\d{1,15}$/.test(name)

const unknown = (name: string) =>
  new AdministrationError(`Nothing that is open was set aside as "${name}". See: quarantine list --all`)

/** What a text that may be no operation at all says of its record. */
function recordOf(op: string | null): { table: string | null; recordId: string | null } {
  try {
    const parsed: unknown = JSON.parse(op ?? 'null')
    if (typeof parsed !== 'object' || parsed === null) return { table: null, recordId: null }
    const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 64) : null)
    const { table, id } = parsed as { table?: unknown; id?: unknown }
    return { table: text(table), recordId: text(id) }
  } catch {
    return { table: null, recordId: null }
  }
}
