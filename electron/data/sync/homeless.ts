import { departuresLimit } from '#shared/sync/care.ts'
import type { Writer } from '../database/schema.ts'
import { putLast, strikePlaced, unplacedRecords } from '../queries/unplaced.ts'
import { askAbout, nameOf } from './departure-question.ts'
import { doubtedLately, serverWentBack } from './doubt.ts'
import { depart, isHomeless, putBack, takeInHand } from './record-in-hand.ts'
import type { Session } from './session.ts'

/** Places of the list looked at in one transaction for which the user's calls wait. */
const lookedAtOnce = 2000
const leavingAtOnce = 20

/**
 * A record that was handed in can come back by no feed although all were read to their end: its scope was revoked
 * before. No notice will ever take it away, so the server is asked; what it says may not be read departs. Every such
 * record stands in a list from the moment the server confirmed it until a feed has brought it or it has departed:
 * work that still waits on it keeps it here, an answer that is not believed, or a death in between puts off the question
 * and cannot answer it.
 * @param upTo last place of the list when the reading of the feeds began
 * @throws AppError server/*, account/*; ServerRefusal
 */
export async function departHomeless(session: Session, upTo: number): Promise<void> {
  const { store } = session
  for (let after: number | undefined = 0; after !== undefined && upTo > 0; ) {
    const from: number = after
    after = await store.write((tx) => strikePlaced(tx, { after: from, upTo, limit: lookedAtOnce }))
    await session.pause()
  }
  const records = await store.read((db) => unplacedRecords(db, upTo, departuresLimit))
  if (records.length === 0) return
  const { gone, unknown } = await askAbout(session, records)
  await store.write((tx) => putLast(tx, records))
  if (unknown.size > 0) await store.write((tx) => noteForgotten(tx, session))
  const leaving = records.filter((key) => gone?.has(nameOf(key)))
  for (let first = 0; first < leaving.length; first += leavingAtOnce) {
    await store.write(async (tx) => {
      for (const key of leaving.slice(first, first + leavingAtOnce)) {
        const record = await takeInHand(tx, key)
        if (!isHomeless(record)) continue
        await depart(tx, record)
        await putBack(tx, record, session.at())
      }
    })
    await session.pause()
  }
}

/**
 * The server confirmed records of which it knows nothing now: its database goes on from an earlier moment. Of those that
 * are in no scope here yet no number and no checksum tells; of others they do only with the next comparison.
 */
export async function noteForgotten(tx: Writer, session: Session): Promise<void> {
  if (!(await doubtedLately(tx, session.serverAt()))) await serverWentBack(tx, session)
}
