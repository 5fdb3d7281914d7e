import { sql } from 'kysely'
import type { Database } from '../database/open-database.ts'
import type { Tx } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { bytesInWords } from './bytes-in-words.ts'

/** Space for the attachments of an organisation that never said how much: 500 GiB. */
const defaultQuota = 536_870_912_000

/** Decisions on space wait for each other, so that two uploads do not both take the last of it. */
const lockClass = 0x0b08

export interface Space {
  readonly quota: number
  readonly used: number
  readonly free: number
}

export interface SpaceRow {
  readonly quota: number | null
  readonly used: string
}

/** The organisation's space as one row, to be asked for together with what else a decision on it takes. */
export const spaceRow = sql<SpaceRow>`
    select file_quota as quota, (
      (select coalesce(sum(size), 0) from attachment_files where state = 'available') +
      (select coalesce(sum(size), 0) from (
        select max(size) as size from uploads
        where state in ('receiving', 'checking') and not exists (
          select from attachment_files
          where attachment = uploads.attachment and sha256 = uploads.sha256 and state = 'available'
        ) group by attachment
      ) as coming)
    )::text as used from organisation`

/**
 * The organisation's space. Each attachment counts with its size, also where two have the same content: otherwise
 * what is left would tell whether somebody else has a file already. An upload counts from its beginning.
 */
export async function spaceOf(db: Database): Promise<Space> {
  const { rows } = await spaceRow.execute(db)
  return spaceIn(rows[0])
}

/** The space as `spaceRow` found it. */
export function spaceIn(row: SpaceRow | undefined): Space {
  const quota = row?.quota ?? defaultQuota
  const used = Number(row?.used ?? 0)
  return { quota, used, free: Math.max(0, quota - used) }
}

/** Sets the organisation's space in bytes; null for the default. What is there stays, also when it is more. */
export async function setQuota(db: Database, bytes: number | null): Promise<void> {
  await db.updateTable('organisation').set({ file_quota: bytes }).execute()
}

/** Makes whoever decides on space wait for the others, to the end of the transaction. */
export async function lockSpace(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(lockClass)}, 0)`.execute(tx)
}

/** Says that a file does not fit, with how much is free and how much it needs. */
export function quotaExceeded({ quota, free }: Space, needed: number): HttpError {
  return new HttpError('quota-exceeded', null, {
    message: `The space for files is used up: ${bytesInWords(free)} of ${bytesInWords(quota)} are free, this file needs ${bytesInWords(needed)}. Ask your administrator for more.`,
    figures: { quotaBytes: quota, freeBytes: free, neededBytes: needed },
  })
}
