import { sql } from 'kysely'
import { audit } from '../accounts/audit.ts'
import type { Database } from '../database/open-database.ts'
import { type Tx, transact } from '../database/transaction.ts'
import { forgetWaiting, lockWholes } from './whole-operations.ts'

/** Days after its last part arrived for which a whole operation may wait for the rest. */
export const stagedDays = 30

const dayMs = 86_400_000

/** A whole operation of which some parts are on the server. */
export interface WaitingWhole {
  readonly group: string
  readonly device: string
  readonly author: string
  readonly parts: number
  /** When its last part arrived. */
  readonly since: Date
}

/** What waits for the rest of it, the longest waiting first. */
export async function waitingWholes(db: Database): Promise<WaitingWhole[]> {
  const { rows } = await sql<WaitingWhole>`
    select group_id as "group", device, author, count(*)::int as parts, max(staged_at) as since
    from op_group_stage group by group_id, device, author order by since`.execute(db)
  return rows
}

/**
 * Sets wholes aside of which nothing arrived for 30 days: its device is lost or was put back, and what is staged
 * would stay out of everybody's sight for ever. Each part is kept in the quarantine; a device that still has it is
 * told so at its next push, as `group` with the detail `expired`, and its user can send it again.
 * @returns how many wholes were set aside
 */
export async function expireWholes(db: Database, nowMs: number): Promise<number> {
  const before = new Date(nowMs - stagedDays * dayMs)
  const old = (await waitingWholes(db)).filter(({ since }) => since < before)
  let expired = 0
  for (const whole of old) if (await transact(db, (tx) => expire(tx, whole, before))) expired += 1
  return expired
}

async function expire(tx: Tx, { group, device, author }: WaitingWhole, before: Date): Promise<boolean> {
  await lockWholes(tx, [{ id: group, device, author }])
  // A part may have arrived, or the whole been completed, before the lock was had.
  const { rows } = await sql<{ op_id: string; op: string }>`
    delete from op_group_stage where group_id = ${group} and device = ${device} and author = ${author}
      and not exists (
        select from op_group_stage as later where later.group_id = ${group} and later.device = ${device}
          and later.author = ${author} and later.staged_at >= ${before}
      )
    returning op_id, op`.execute(tx)
  if (rows.length === 0) return false
  await forgetWaiting(tx, { id: group, device, author })
  const refusal = { reason: 'group', detail: 'expired' } as const
  await sql`
    insert into op_quarantine (op_id, device, user_id, reason, detail, op)
    select op_id, ${device}::uuid, ${author}::uuid, ${refusal.reason}, ${refusal.detail}, op
    from unnest(${rows.map(({ op_id }) => op_id)}::text[], ${rows.map(({ op }) => op)}::text[]) as parts (op_id, op)`.execute(
    tx,
  )
  const results = rows.map(({ op_id }) => JSON.stringify({ opId: op_id, status: 'quarantined', ...refusal }))
  await sql`
    update op_seen set result = settled.result::json
    from unnest(${rows.map(({ op_id }) => op_id)}::text[], ${results}::text[]) as settled (key, result)
    where op_seen.op_id = settled.key`.execute(tx)
  await tx
    .insertInto('op_group_refused')
    .values({ group_id: group, device, author, culprit: refusal.detail })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await audit(tx, { action: 'whole-expired', actor: author, device, detail: { group, parts: rows.length } })
  return true
}
