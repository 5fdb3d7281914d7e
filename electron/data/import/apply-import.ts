import { v7 as uuidv7 } from 'uuid'
import type { ImportCountsDone, ImportResult } from '#shared/contract/imports.ts'
import type { Reader } from '../database/schema.ts'
import { findBatch } from '../queries/imports.ts'
import type { WriteContext } from '../record/record.ts'
import { indexLaterFrom, type Job, pace } from './job.ts'
import { beginWhole, type WriteStore } from './long-whole.ts'
import { compare, type PreviewSession } from './preview-session.ts'
import { takeBack } from './take-back.ts'
import { writeRows } from './write-rows.ts'

interface Surroundings {
  readonly read: <T>(work: (db: Reader) => Promise<T>) => Promise<T>
  readonly write: WriteStore
  readonly author: WriteContext
}

/**
 * Writes what the rows of a preview say: in many small transactions, as one action. Cancelled or failed, nothing of
 * it is left.
 */
export async function applyImport(
  { read, write, author }: Surroundings,
  job: Job,
  session: PreviewSession,
): Promise<ImportResult> {
  const { reader, kind } = session
  // Compared anew: the store may have changed since the preview. What a person decided of rows stands.
  await compare(session, read, job)
  const counts = await reader.ask('plan', undefined)
  const operations = await reader.ask('beginWrites', undefined)
  const total = operations.length
  const batchId = uuidv7({ msecs: author.nowMs })
  const of = { id: batchId, kind, fileName: session.fileName, undoes: null }
  const whole = await beginWhole(write, author, of, operations)
  const done = { created: 0, updated: 0, contacts: 0, visits: 0 }
  const steps = pace(40, 400)
  const indexLater = total >= indexLaterFrom
  try {
    for (let offset = 0; offset < total; ) {
      if (job.isCancelled()) return await giveUp(offset)
      const rows = await reader.ask('writes', {
        ...{ offset, limit: Math.min(steps.next(), whole.room()), batchId, nowMs: author.nowMs },
      })
      await whole.write(rows.length, (tx, context) => writeRows(tx, context, rows, { indexLater }))
      offset += rows.length
      for (const { created, updated, writes } of rows) {
        done.created += created ? 1 : 0
        done.updated += updated ? 1 : 0
        done.contacts += writes.filter(({ table, how }) => table === 'contacts' && how === 'new').length
        done.visits += writes.filter(({ table }) => table === 'visits').length
      }
      job.say('writing', offset, total)
      await steps.rest()
    }
    job.say('finishing', total, total)
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
    const result: ImportCountsDone = { ...done, skipped: all - total }
    await whole.seal(result)
    return { batchId, ...result, bad: counts.bad }
  } catch (error) {
    await giveUp(total).catch(() => undefined)
    throw error
  }

  async function giveUp(written: number): Promise<ImportResult> {
    const batch = await read((db) => findBatch(db, batchId))
    if (batch) await takeBack(write, batch, (gone) => job.say('taking-back', gone, written))
    return { batchId: null, created: 0, updated: 0, skipped: 0, contacts: 0, visits: 0, bad: counts.bad }
  }
}
