import type { SyncLogEntry, SyncLogKind } from '#shared/contract/sync.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** Lines kept; the oldest go first. */
const longestLog = 2000

export interface LogLine {
  readonly kind: SyncLogKind
  readonly count?: number
  readonly failed?: number
  readonly scope?: string | null
  readonly code?: string | null
}

/**
 * Adds a line to the sync log. The same failure again right after itself is counted, not repeated: a night without
 * a network is one line.
 * @param at ISO instant
 */
export async function addToLog(tx: Writer, line: LogLine, at: string): Promise<void> {
  const { kind, count = 0, failed = 0, scope = null, code = null } = line
  const last = await tx.selectFrom('syncLog').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (last && kind === 'failed' && last.kind === kind && last.code === code && last.scope === scope) {
    await tx
      .updateTable('syncLog')
      .set({ lastAt: at, times: last.times + 1 })
      .where('id', '=', last.id)
      .execute()
    return
  }
  await tx
    .insertInto('syncLog')
    .values({ kind, at, lastAt: at, times: 1, count, failed, scope, code })
    .execute()
  await tx
    .deleteFrom('syncLog')
    .where('id', '<=', (last?.id ?? 0) + 1 - longestLog)
    .execute()
}

/** Lines of the log before a given one, the newest first. */
export async function logLines(
  db: Reader,
  before: number | undefined,
  limit: number,
): Promise<Omit<SyncLogEntry, 'scopeName'>[]> {
  return db
    .selectFrom('syncLog')
    .selectAll()
    .$if(before !== undefined, (lines) => lines.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The name of the unit, trip or person that a scope is of, null where this device does not know it. */
export async function scopeName(db: Reader, scope: string): Promise<string | null> {
  const [kind, id = ''] = scope.split(':', 2)
  switch (kind) {
    case 'unit': {
      const unit = await db.selectFrom('units').select('name').where('id', '=', id).executeTakeFirst()
      return unit?.name ?? null
    }
    case 'trip': {
      const trip = await db.selectFrom('trips').select('title').where('id', '=', id).executeTakeFirst()
      return trip?.title ?? null
    }
    case 'user': {
      const user = await db.selectFrom('users').select('name').where('id', '=', id).executeTakeFirst()
      return user?.name ?? null
    }
    default:
      return null
  }
}
