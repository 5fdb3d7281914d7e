import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import { audit } from '../accounts/audit.ts'
import type { Database } from '../database/open-database.ts'
import { recomputeChecksums } from '../sync/checksums.ts'

/** What is remembered outside the database, which cannot know by itself that it was put back. */
const Remembered = z.object({
  epoch: z.string(),
  /** Changes ever numbered, over all scopes: fewer than that means an earlier state. */
  numbered: z.number(),
})
type Remembered = z.infer<typeof Remembered>

/** The file beside the data folder, so that putting the folder back does not put the file back too. */
export function epochFile(dataDir: string): string {
  const folder = resolve(dataDir)
  return join(dirname(folder), `${basename(folder)}.epoch.json`)
}

/**
 * Gives the server's history a new identity after the database was put back to an earlier state: devices then offer
 * again what this server has forgotten. @returns the new epoch
 */
export async function rotateEpoch(db: Database, file: string, reason: string): Promise<string> {
  const epoch = randomUUID()
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('organisation')
      .set({ epoch, set_back_at: new Date(Date.now()) })
      .execute()
    await sql`truncate device_cursors`.execute(tx)
    await recomputeChecksums(tx)
    await audit(tx, { action: 'epoch-rotated', detail: { reason } })
  })
  await rememberEpoch(db, file)
  return epoch
}

/**
 * Compares the database with what was remembered outside it, and rotates the epoch when the database is from before:
 * a backup that somebody restored without saying so, or another database. @returns whether it rotated
 */
export async function checkEpoch(db: Database, file: string): Promise<boolean> {
  const known = await recall(file)
  const now = await present(db)
  const setBack = known !== null && (known.epoch !== now.epoch || now.numbered < known.numbered)
  if (setBack) await rotateEpoch(db, file, 'noticed at the start')
  else await rememberEpoch(db, file)
  return setBack
}

/**
 * `checkEpoch` while the server runs: its database may fail over to a replica that lags behind. Another epoch than
 * the remembered one was then given by another process of the same server. @returns whether it rotated
 */
export async function watchEpoch(db: Database, file: string): Promise<boolean> {
  const known = await recall(file)
  const now = await present(db)
  const setBack = known !== null && known.epoch === now.epoch && now.numbered < known.numbered
  if (setBack) await rotateEpoch(db, file, 'noticed while running')
  else await rememberEpoch(db, file)
  return setBack
}

/** Writes down outside the database how far it has come. */
async function rememberEpoch(db: Database, file: string): Promise<void> {
  const text = JSON.stringify(await present(db))
  await mkdir(dirname(file), { recursive: true })
  const unfinished = `${file}.${process.pid}.unfinished`
  const handle = await open(unfinished, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
}

async function present(db: Database): Promise<Remembered> {
  const { rows } = await sql<Remembered>`
    select epoch::text as epoch, (select coalesce(sum(max_seq), 0)::bigint from scope) as numbered
    from organisation`.execute(db)
  return Remembered.parse(rows[0])
}

async function recall(file: string): Promise<Remembered | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return Remembered.parse(JSON.parse(text))
  } catch {
    // Half a file proves nothing about the database.
    return null
  }
}
