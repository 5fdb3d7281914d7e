import { DeparturesResponse } from '#shared/sync/care.ts'
import { readMeta } from '../database/meta.ts'
import type { Reader } from '../database/schema.ts'
import { acknowledgedOps } from '../queries/journal.ts'
import { type RecordKey, waitingOps } from '../queries/sync.ts'
import { callServer } from './http.ts'
import { confirmedBy } from './purge.ts'
import { depart, parseOp, putBack, type RecordInHand, takeInHand } from './record-in-hand.ts'
import type { Session } from './session.ts'
import { readSyncState, updateSyncState } from './sync-state.ts'

const lookedAtOnce = 100

/** Up to which number of the device's counter everything was taken or refused. */
export async function settledUpTo(db: Reader): Promise<number> {
  const [oldest] = await waitingOps(db, 0, 1)
  return oldest ? oldest.localSeq - 1 : Number((await readMeta(db, 'lastLocalSeq')) ?? '0')
}

/**
 * A record that was handed in can come back by no feed although all were read to their end: its scope was revoked
 * before. No notice will ever take it away, so the server is asked; what it says may not be read departs.
 * @param upTo what `settledUpTo` said before the feeds were read
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function departHomeless(session: Session, upTo: number): Promise<void> {
  const { store } = session
  for (;;) {
    const seen = (await store.read(readSyncState)).homedUpTo
    if (seen >= upTo) return
    const { rows, homeless } = await store.read(async (db) => {
      const found = await acknowledgedOps(db, seen, lookedAtOnce)
      const keys = new Map<string, RecordKey>()
      for (const { op, localSeq } of found) {
        const { table, id } = parseOp(op)
        if (localSeq <= upTo && isHomeless(await takeInHand(db, { table, id })))
          keys.set(`${table} ${id}`, { table, id })
      }
      return { rows: found, homeless: [...keys.values()] }
    })
    const gone = homeless.length === 0 ? [] : await askAbout(session, homeless)
    const last = rows.at(-1)?.localSeq ?? upTo
    await store.write(async (tx) => {
      for (const key of gone) {
        const record = await takeInHand(tx, key)
        if (!isHomeless(record)) continue
        await depart(tx, record)
        await putBack(tx, record, session.at())
      }
      await updateSyncState(tx, { homedUpTo: rows.length < lookedAtOnce ? upTo : Math.min(last, upTo) })
    })
    await session.pause()
  }
}

function isHomeless({ scopes, waiting, carried, confirmed }: RecordInHand): boolean {
  return scopes.size === 0 && waiting.length + carried.length === 0 && Object.keys(confirmed).length > 0
}

async function askAbout(session: Session, records: readonly RecordKey[]): Promise<readonly RecordKey[]> {
  const serverKey = await session.store.read((db) => readMeta(db, 'serverKey'))
  const answer = await callServer(session.connection, {
    method: 'POST',
    path: 'devices/me/departures',
    body: { records },
    answer: DeparturesResponse,
  })
  await session.heard(answer)
  return confirmedBy(answer, session.identity.device, serverKey, false) ?? []
}
