import { z } from 'zod'
import type { Account } from '#shared/contract/account.ts'
import { readMeta, removeMeta, writeMeta } from '../database/meta.ts'
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

/** The device token, kept in the encrypted store alone; undefined when nobody is signed in. */
export async function findToken(db: Reader): Promise<string | undefined> {
  return readMeta(db, 'token')
}

/** Keeps the token by which the server knows this device. */
export async function saveToken(tx: Writer, token: string): Promise<void> {
  await writeMeta(tx, 'token', token)
}

/** Signs out on this device. The account stays: unsent work is its user's. */
export async function removeToken(tx: Writer): Promise<void> {
  await removeMeta(tx, 'token')
}

/** The present post of a user and the name of their unit, as far as the reference data has arrived. */
export async function standingOf(
  db: Reader,
  userId: string,
): Promise<{ name: string; post: string | null; unitId: string; unitName: string | null } | undefined> {
  return db
    .selectFrom('users')
    .leftJoin('units', 'units.id', 'users.unitId')
    .select(['users.name', 'users.post', 'users.unitId', 'units.name as unitName'])
    .where('users.id', '=', userId)
    .executeTakeFirst()
}

/** A user's role as the reference data says, else as it was at the sign-in of this device; empty when neither knows. */
export async function roleOf(db: Reader, userId: string): Promise<string> {
  const row = await db.selectFrom('users').select('role').where('id', '=', userId).executeTakeFirst()
  if (row) return row.role
  const account = await findAccount(db)
  return account?.userId === userId ? account.role : ''
}
