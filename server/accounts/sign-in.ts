import { sql } from 'kysely'
import type { z } from 'zod'
import type { SignInRequest, SignInResponse } from '#shared/sync/protocol.ts'
import type { Database } from '../database/open-database.ts'
import { serverKey } from '../database/server-key.ts'
import { transact } from '../database/transaction.ts'
import { audit } from './audit.ts'
import { publishDeviceKeys } from './device-keys.ts'
import { passwordMatches } from './passwords.ts'
import { newToken, tokenHash } from './tokens.ts'

export type SignInRefusal =
  | { readonly refused: 'sign-in-failed' | 'account-disabled' | 'device-revoked' | 'device-of-another-user' }
  | { readonly refused: 'too-many-requests'; readonly retryAfterSeconds: number }

type Request = z.infer<typeof SignInRequest>
type Response = Omit<z.infer<typeof SignInResponse>, 'serverTime'>

const freeAttempts = 3
const longestDelaySeconds = 30

/**
 * Signs a user in on a device and gives the device a new token; the one it had before ends. Wrong name and wrong
 * password are one answer and take the same time. After some failures the account waits, longer each time and at
 * most half a minute: a stranger can slow a user down, never lock one out. A device that the user signed in on before
 * waits for its own failures alone: colleagues know its id, and could else guess without waiting.
 */
export async function signIn(db: Database, request: Request, now: Date): Promise<Response | SignInRefusal> {
  const account = await db
    .selectFrom('accounts')
    .selectAll()
    .where(sql`lower(login)`, '=', request.login.toLowerCase())
    .executeTakeFirst()
  const known = await db
    .selectFrom('devices')
    .select(['user_id', 'revoked_at'])
    .where('id', '=', request.device.id)
    .executeTakeFirst()
  const isOwnDevice = account !== undefined && known?.user_id === account.user_id
  const failures = isOwnDevice ? failuresOn.get(request.device.id) : account
  const wait = failures ? waitSeconds(failures, now) : 0
  if (wait > 0) return { refused: 'too-many-requests', retryAfterSeconds: wait }

  const matches = await passwordMatches(request.password, account?.password_hash ?? null)
  if (isOwnDevice) noteOnDevice(request.device.id, matches, now)
  if (!account || !matches) {
    await noteFailure(db, account?.user_id, request.device.id, now)
    return { refused: 'sign-in-failed' }
  }
  const refused = account.disabled_at
    ? 'account-disabled'
    : known?.revoked_at
      ? 'device-revoked'
      : known && known.user_id !== account.user_id
        ? 'device-of-another-user'
        : null
  if (refused) {
    await audit(db, {
      action: 'sign-in-refused',
      actor: account.user_id,
      device: request.device.id,
      detail: { refused },
    })
    return { refused }
  }
  return open(db, account.user_id, request, now)
}

interface Failures {
  readonly failed_attempts: number
  readonly last_failed_at: Date | null
}

/** Failures on devices that their users had signed in on before, in this process since it began. */
const failuresOn = new Map<string, Failures>()

function noteOnDevice(device: string, matches: boolean, now: Date): void {
  const { failed_attempts } = failuresOn.get(device) ?? { failed_attempts: 0 }
  if (matches) failuresOn.delete(device)
  else failuresOn.set(device, { failed_attempts: failed_attempts + 1, last_failed_at: now })
}

function waitSeconds({ failed_attempts, last_failed_at }: Failures, now: Date): number {
  const over = failed_attempts - freeAttempts
  if (over < 0 || !last_failed_at) return 0
  const delay = Math.min(longestDelaySeconds, 2 ** over)
  return Math.max(0, Math.ceil(delay - (now.getTime() - last_failed_at.getTime()) / 1000))
}

async function noteFailure(
  db: Database,
  userId: string | undefined,
  device: string,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await audit(tx, { action: 'sign-in-failed', actor: userId ?? null, device })
    if (!userId) return
    await tx
      .updateTable('accounts')
      .set((column) => ({ failed_attempts: column('failed_attempts', '+', 1), last_failed_at: now }))
      .where('user_id', '=', userId)
      .execute()
  })
}

async function open(
  db: Database,
  userId: string,
  { device }: Request,
  now: Date,
): Promise<Response | SignInRefusal> {
  const token = newToken()
  return transact(db, async (tx) => {
    const values = {
      name: device.name,
      incarnation: device.incarnation,
      token_hash: tokenHash(token),
      last_seen_at: now,
      ...(device.publicKey === undefined ? {} : { public_key: device.publicKey }),
    }
    const taken = await tx
      .insertInto('devices')
      .values({ id: device.id, user_id: userId, ...values })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(values)
          // Two users that sign in on one new device at the same moment: the first one has it.
          .where('devices.user_id', '=', userId)
          .where('devices.revoked_at', 'is', null),
      )
      .returning('id')
      .executeTakeFirst()
    if (!taken) return { refused: 'device-of-another-user' }
    await tx
      .updateTable('accounts')
      .set({ failed_attempts: 0, last_failed_at: null })
      .where('user_id', '=', userId)
      .execute()
    await audit(tx, { action: 'sign-in', actor: userId, device: device.id })
    const { name, epoch, lease_days } = await tx
      .selectFrom('organisation')
      .selectAll()
      .executeTakeFirstOrThrow()
    const { publicKey: serverPublicKey } = await serverKey(tx)
    const answer = {
      token,
      user: await userOf(tx, userId),
      organisation: name,
      epoch,
      serverKey: serverPublicKey,
      leaseDays: lease_days,
    }
    const { publicKey, sealingKey } = device
    if (publicKey !== undefined && sealingKey !== undefined)
      await publishDeviceKeys(tx, { ...device, userId }, { publicKey, sealingKey }, now.getTime())
    return answer
  })
}

async function userOf(db: Database, id: string): Promise<Response['user']> {
  const { rows } = await sql<{ name: string; unitId: string; role: string }>`
    select data->>'name' as name, data->>'unitId' as "unitId", data->>'role' as role
    from records where table_name = 'users' and id = ${id}`.execute(db)
  const [user] = rows
  if (!user) throw new Error('An account has no user record')
  return { id, ...user }
}

/** Ends the device's token. The device stays the user's and can be signed in on again. */
export async function signOut(db: Database, userId: string, device: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('devices').set({ token_hash: null }).where('id', '=', device).execute()
    await audit(tx, { action: 'sign-out', actor: userId, device })
  })
}
