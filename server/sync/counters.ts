import { sql } from 'kysely'
import type { Op } from '#shared/sync/op.ts'
import { integers, texts, uuids } from '../database/array-texts.ts'
import type { Tx } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import type { ParsedOp } from './parse-op.ts'

/**
 * A device counts its operations, each incarnation from where the one before stood. Two operations with one number
 * of one incarnation come from a device that was restored from a backup or copied: nothing of such a batch is taken
 * until the device has made itself a new incarnation (sync.md 4; turso#8129). The caller holds the device's row.
 * Everybody reads a device's numbers in the feed: only its own operations count.
 * @throws HttpError counter-reused
 */
export async function refuseReusedCounters(tx: Tx, items: readonly ParsedOp[]): Promise<void> {
  const ops = items.flatMap(({ op }) => op ?? [])
  const byNumber = new Map(ops.map((op) => [`${op.incarnation} ${op.localSeq}`, op.opId]))
  if (ops.some((op) => byNumber.get(`${op.incarnation} ${op.localSeq}`) !== op.opId))
    throw new HttpError('counter-reused')
  if (!(await areKnown(tx, ops))) return
  const { rows } = await sql`
    select 1 from op_seen
    join unnest(
      ${uuids(ops.map(({ device }) => device))}, ${uuids(ops.map(({ incarnation }) => incarnation))},
      ${integers(ops.map(({ localSeq }) => localSeq))}, ${texts(ops.map(({ opId }) => opId))}
    ) as sent (device, incarnation, local_seq, op_id)
      on op_seen.device = sent.device and op_seen.incarnation = sent.incarnation
        and op_seen.local_seq = sent.local_seq
    where op_seen.op_id <> sent.op_id
      and not exists (select 1 from op_seen as known where known.op_id = sent.op_id) limit 1`.execute(tx)
  if (rows.length > 0) throw new HttpError('counter-reused')
}

/** Whether a number that lies among these was counted before, as it is only when something is sent again. */
async function areKnown(tx: Tx, ops: readonly Op[]): Promise<boolean> {
  const spans = new Map<string, Span>()
  for (const { device, incarnation, localSeq } of ops) {
    const name = `${device} ${incarnation}`
    const { least, greatest } = spans.get(name) ?? { least: localSeq, greatest: localSeq }
    spans.set(name, {
      device,
      incarnation,
      least: Math.min(least, localSeq),
      greatest: Math.max(greatest, localSeq),
    })
  }
  const all = [...spans.values()]
  const { rows } = await sql`
    select from unnest(
      ${uuids(all.map(({ device }) => device))}, ${uuids(all.map(({ incarnation }) => incarnation))},
      ${integers(all.map(({ least }) => least))}, ${integers(all.map(({ greatest }) => greatest))}
    ) as span (device, incarnation, least, greatest)
    join op_seen on op_seen.device = span.device and op_seen.incarnation = span.incarnation
      and local_seq between least and greatest limit 1`.execute(tx)
  return rows.length > 0
}

interface Span {
  readonly device: string
  readonly incarnation: string
  readonly least: number
  readonly greatest: number
}
