import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../database/open-database.ts'

/** Who sends a request: a device that its user signed in on. */
export interface Session {
  readonly userId: string
  readonly device: string
}

export type SessionProblem = 'unauthenticated' | 'device-revoked' | 'account-disabled'

/** A fresh device token: 256 random bits. Only its hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a token. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** A device that was here is written down as seen when it was last seen so long ago. */
const seenAgainMs = 60_000

/** The session of an `Authorization: Bearer` header, or why there is none. Notes that the device was here. */
export async function sessionOf(
  db: Database,
  authorization: string | undefined,
): Promise<Session | SessionProblem> {
  const token = /^Bearer ([\w-]{20,200})$/.exec(authorization ?? '')?.[1]
  if (!token) return 'unauthenticated'
  const device = await db
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.user_id', 'devices.user_id')
    .select(['devices.id', 'devices.user_id', 'devices.revoked_at', 'accounts.disabled_at'])
    .select(
      sql<boolean>`coalesce(last_seen_at < now() - make_interval(secs => ${seenAgainMs / 1000}), true)`.as(
        'isLongAgo',
      ),
    )
    .where('devices.token_hash', '=', tokenHash(token))
    .executeTakeFirst()
  if (!device) return 'unauthenticated'
  if (device.revoked_at) return 'device-revoked'
  if (device.disabled_at) return 'account-disabled'
  if (device.isLongAgo) await sql`update devices set last_seen_at = now() where id = ${device.id}`.execute(db)
  return { userId: device.user_id, device: device.id }
}
