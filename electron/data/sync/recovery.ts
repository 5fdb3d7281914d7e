import { PushResponse, pushLimit } from '#shared/sync/protocol.ts'
import { dropKeptChunks } from '../queries/bootstrap.ts'
import { acknowledgedOps } from '../queries/journal.ts'
import { cursors, keepRefusedOp, setCursor } from '../queries/sync.ts'
import { addToLog } from '../queries/sync-log.ts'
import { restartBootstraps } from './bootstrap-state.ts'
import { callServer } from './http.ts'
import { parseOp } from './record-in-hand.ts'
import type { Session } from './session.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

const offeredAtOnce = pushLimit.ops
const batchBytes = 262_144

/** Whether the device must offer its acknowledged work again before it reads on. */
export async function mustOfferAgain(session: Session): Promise<boolean> {
  return (await session.store.read(readSyncState)).recovery !== null
}

/**
 * Offers the server again what it acknowledged within 45 days: after it was set back it has forgotten some of it,
 * and a restored or copied device cannot know what it had sent. What the server knows has no second effect. After a
 * change of epoch everything is then read anew on top of what is here; nothing is removed (evolu#660).
 * @throws AppError server/*, account/*; ServerRefusal. It goes on where it was the next time.
 */
export async function offerAgain(session: Session): Promise<void> {
  const { store } = session
  const begun = (await store.read(readSyncState)).recovery
  if (!begun) return
  let offered = begun.offered
  let count = 0
  let refused = 0
  for (;;) {
    const rows = await store.read((db) => acknowledgedOps(db, offered, offeredAtOnce))
    const batch = withinBytes(rows)
    const last = batch.at(-1)
    if (!last) break
    const ops = batch.map(({ op }) => parseOp(op))
    const { device, incarnation } = session.identity
    const answer = await callServer(session.connection, {
      method: 'POST',
      path: 'push',
      body: { device, incarnation, ops },
      answer: PushResponse,
    })
    await session.heard(answer)
    const byId = new Map(ops.map((op) => [op.opId, op]))
    refused += await store.write(async (tx) => {
      let aside = 0
      for (const result of answer.results) {
        const op = byId.get(result.opId)
        if (result.status !== 'quarantined' || !op) continue
        // Taken once and refused now, since rights have changed: the user must see it.
        aside += 1
        const { reason, detail, opId } = result
        await keepRefusedOp(tx, {
          opId,
          tableName: op.table,
          recordId: op.id,
          op: JSON.stringify(op),
          reason,
          detail,
          at: session.at(),
        })
      }
      await updateSyncState(tx, { recovery: { ...begun, offered: last.localSeq } })
      return aside
    })
    session.step('offered-again')
    offered = last.localSeq
    count += batch.length
    await session.pause()
  }
  await store.write(async (tx) => {
    if (begun.reason === 'epoch') {
      for (const { scope, head } of await cursors(tx)) await setCursor(tx, scope, 0, head)
      for (const scope of await restartBootstraps(tx)) await dropKeptChunks(tx, scope)
    }
    await updateSyncState(tx, { recovery: null })
    await addToLog(tx, { kind: 'offered-again', count, failed: refused }, session.at())
  })
}

function withinBytes<T extends { readonly op: string }>(rows: readonly T[]): readonly T[] {
  let bytes = 0
  const end = rows.findIndex(({ op }, index) => {
    bytes += Buffer.byteLength(op)
    return index > 0 && bytes > batchBytes
  })
  return end === -1 ? rows : rows.slice(0, end)
}
