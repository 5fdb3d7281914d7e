import { sql } from 'kysely'
import { audit } from '../accounts/audit.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'

/** How long the feed is kept: so long in any case, so long at most while a device in use lacks it (sync.md 3). */
const keptDays = { least: 90, most: 180 } as const

export interface Pruned {
  readonly scope: string
  readonly removed: number
  readonly horizon: number
}

const dayMs = 86_400_000

/**
 * Removes changes that are old and that every device in use has applied. The records stay; a device that comes from
 * before the horizon starts the scope anew from a snapshot. One transaction a scope, so that pushes hardly wait.
 * @returns the scopes of which something was removed
 */
export async function pruneChanges(db: Database, nowMs: number): Promise<Pruned[]> {
  const scopes = await db.selectFrom('scope').select('id').orderBy('id').execute()
  const pruned: Pruned[] = []
  for (const { id } of scopes) {
    const done = await pruneScope(db, id, nowMs)
    if (done.removed > 0) pruned.push(done)
  }
  const removed = pruned.reduce((sum, scope) => sum + scope.removed, 0)
  await audit(db, { action: 'feed-pruned', detail: { scopes: pruned.length, changes: removed } })
  return pruned
}

async function pruneScope(db: Database, scope: string, nowMs: number): Promise<Pruned> {
  const [least, most] = [keptDays.least, keptDays.most].map((days) => new Date(nowMs - days * dayMs))
  return transact(db, async (tx) => {
    const { rows } = await sql<{ old: number | null; too_old: number | null; needed: number | null }>`
      select
        (select max(seq) from change where scope = ${scope} and at < ${least}) as old,
        (select max(seq) from change where scope = ${scope} and at < ${most}) as too_old,
        (select min(device_cursors.seq) from device_cursors join devices on devices.id = device_cursors.device
          where device_cursors.scope = ${scope} and devices.revoked_at is null
            and device_cursors.at > ${most}) as needed`.execute(tx)
    const { old, too_old, needed } = rows[0] ?? { old: null, too_old: null, needed: null }
    const horizon = Math.max(too_old ?? 0, Math.min(old ?? 0, needed ?? old ?? 0))
    if (horizon === 0) return { scope, removed: 0, horizon }
    const gone = await tx
      .deleteFrom('change')
      .where('scope', '=', scope)
      .where('seq', '<=', horizon)
      .executeTakeFirst()
    const removed = Number(gone.numDeletedRows)
    if (removed > 0)
      await sql`update scope set horizon = greatest(horizon, ${horizon}) where id = ${scope}`.execute(tx)
    return { scope, removed, horizon }
  })
}
