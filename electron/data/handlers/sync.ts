import { z } from 'zod'
import type { ConflictRow, PendingChange, syncContract } from '#shared/contract/sync.ts'
import { hlcMs } from '#shared/sync/hlc.ts'
import type { Handlers } from '../host/context.ts'
import { handedOver } from '../queries/handed-over.ts'
import { heldOps } from '../queries/kept-copies.ts'
import { openConflicts, refusedOps, userNames, waitingChanges } from '../queries/sync.ts'
import { awaitedBy } from '../sync/awaited.ts'
import { endWaits } from '../sync/end-wait.ts'
import { homeOf } from '../sync/homes.ts'
import { plainChange } from '../sync/plain-change.ts'
import { retryRefused } from '../sync/retry-refused.ts'
import { inServerTime } from '../sync/server-time.ts'
import { settleConflict } from '../sync/settle-conflict.ts'
import { parseOp } from '../sync/stored-op.ts'
import { titleOf } from '../sync/titles.ts'
import { syncCareHandlers } from './sync-care.ts'

/** A list that a person reads; nobody reads on after so many. */
const longestList = 500

const Writes = z.array(z.object({ v: z.json(), hlc: z.string(), by: z.string() }))

export const syncHandlers: Handlers<typeof syncContract> = {
  ...syncCareHandlers,
  'sync.status': ({ sync }) => sync().status(),
  'sync.now': ({ sync }) => sync().now(),

  'sync.waiting': ({ read }) =>
    read(async (db) => {
      const changes: PendingChange[] = []
      const handed = await handedOver(db)
      const held = await heldOps(db)
      for (const row of await waitingChanges(db, longestList)) {
        const op = parseOp(row.op)
        const since = held.get(row.opId)
        changes.push({
          ...(await plainChange(db, op)),
          at: row.createdAt,
          reason: null,
          detail: null,
          handedTo: handed.get(row.opId) ?? null,
          awaits: since === undefined ? null : await awaitedBy(db, op, since),
        })
      }
      return changes
    }),

  'sync.refused': ({ read }) =>
    read(async (db) => {
      const changes: PendingChange[] = []
      for (const row of await refusedOps(db, longestList)) {
        const { at, reason, detail } = row
        changes.push({ ...(await plainChange(db, parseOp(row.op))), at, reason, detail })
      }
      return changes
    }),

  'sync.conflicts': ({ read, account }) =>
    read(async (db) => {
      const rows: ConflictRow[] = []
      for (const { tableName, recordId, field, writes } of await openConflicts(db, longestList)) {
        const values = Writes.parse(JSON.parse(writes))
        const names = await userNames(
          db,
          values.map(({ by }) => by),
        )
        rows.push({
          table: tableName,
          recordId,
          title: await titleOf(db, tableName, recordId),
          home: await homeOf(db, { table: tableName, id: recordId }),
          field,
          values: values.map(({ v, hlc, by }) => ({
            value: v,
            authorName: names.get(by) ?? null,
            own: by === account?.userId,
            at: new Date(hlcMs(hlc)).toISOString(),
            hlc,
          })),
        })
      }
      return rows
    }),

  'sync.resolve': async ({ write, author }, settlement) => {
    await write((tx) => settleConflict(tx, author(), settlement))
    return null
  },

  'sync.endWait': async ({ write, clock }, { opIds }) => {
    await write(async (tx) => endWaits(tx, opIds, await inServerTime(tx, clock.nowMs)))
    return null
  },

  'sync.retry': async ({ write, author }, { opId }) => {
    await write((tx) => retryRefused(tx, author(), opId))
    return null
  },
}
