import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import { writeDurably } from '../durable-write.ts'
import { renewIncarnation } from '../sync/incarnation.ts'
import type { Identity } from './identity.ts'
import type { Log } from './log.ts'

/** What lies beside the store and is not in its backups: which copy of the store this folder belongs to. */
const Beside = z.object({
  machine: z.string().nullable(),
  incarnation: z.string(),
  /** Marks the store may carry; two only between the two writes of one opening. */
  marks: z.array(z.string()),
})
type Beside = z.infer<typeof Beside>

export interface Opening {
  readonly store: Store
  readonly folder: string
  readonly identity: Identity
  /** Hash that tells the machine, null where the system does not say. */
  readonly machine: string | null
  readonly log: Log
}

/** Where the file lies. */
export const identityFile = (folder: string): string => join(folder, 'identity.json')

/**
 * Makes sure that no two copies of a store write as one (sync.md 4). Each opening marks the store and the file beside
 * it anew: a store that was put back from a backup carries an old mark, a profile that was copied lies on another
 * machine. Such a store gets an incarnation and a node of its own.
 */
export async function ownIncarnation(opening: Opening): Promise<Identity> {
  try {
    return await markedAnew(opening)
  } catch (error) {
    // On a full disk the store must open all the same; the server notices a copy by its counter.
    opening.log.error('the store could not be marked', error)
    return opening.identity
  }
}

async function markedAnew(opening: Opening): Promise<Identity> {
  const { store, folder, machine, log } = opening
  const beside = read(folder)
  const mark = await store.read((db) => readMeta(db, 'mark'))
  const identity = isCopy(opening, beside, mark)
    ? await store.write((tx) => renewIncarnation(tx, opening.identity.device, new Date().toISOString()))
    : opening.identity
  if (identity !== opening.identity) log.info('the store was restored or copied: a new incarnation')
  const next = randomBytes(16).toString('hex')
  const { incarnation } = identity
  // The file first: dying before the store is marked leaves both marks good.
  write(folder, { machine, incarnation, marks: mark === undefined ? [next] : [mark, next] })
  await store.write((tx) => writeMeta(tx, 'mark', next))
  write(folder, { machine, incarnation, marks: [next] })
  return identity
}

/** A store without a mark was never opened here; one without its file is from before there were any, or was moved. */
function isCopy({ identity, machine }: Opening, beside: Beside | null, mark: string | undefined): boolean {
  if (mark === undefined) return beside !== null
  if (!beside) return true
  if (beside.machine !== null && machine !== null && beside.machine !== machine) return true
  return beside.incarnation !== identity.incarnation || !beside.marks.includes(mark)
}

function read(folder: string): Beside | null {
  try {
    return Beside.parse(JSON.parse(readFileSync(identityFile(folder), 'utf8')))
  } catch {
    return null
  }
}

function write(folder: string, beside: Beside): void {
  writeDurably(identityFile(folder), Buffer.from(JSON.stringify(beside)))
}
