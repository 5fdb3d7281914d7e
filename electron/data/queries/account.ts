import { z } from 'zod'
import type { Account } from '#shared/contract/account.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

const StoredAccount = z.object({
  userId: z.uuid(),
  userName: z.string(),
  post: z.string().nullable(),
  unitId: z.uuid(),
  unitName: z.string().nullable(),
  role: z.string(),
  organisation: z.string(),
  serverUrl: z.string(),
})

/** Whose device this is; undefined before the first sign-in. Stays after signing out. */
export async function findAccount(db: Reader): Promise<Account | undefined> {
  const kept = await readMeta(db, 'account')
  return kept === undefined ? undefined : StoredAccount.parse(JSON.parse(kept))
}

/** Keeps whose device this is. */
export async function saveAccount(tx: Writer, account: Account): Promise<void> {
  await writeMeta(tx, 'account', JSON.stringify(account))
}
