import { audit } from '../accounts/audit.ts'
import { publishRevocation } from '../accounts/device-keys.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { isUuid } from '../sync/rights.ts'
import { AdministrationError } from './publish.ts'

export interface DeviceInfo {
  readonly id: string
  readonly name: string
  readonly login: string
  readonly lastSeenAt: Date | null
  readonly revokedAt: Date | null
}

/** Every device that somebody signed in on. */
export async function listDevices(db: Database): Promise<DeviceInfo[]> {
  return db
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.user_id', 'devices.user_id')
    .select([
      'devices.id',
      'devices.name',
      'accounts.login',
      'devices.last_seen_at as lastSeenAt',
      'devices.revoked_at as revokedAt',
    ])
    .orderBy('devices.created_at')
    .execute()
}

/** Blocks a device: its token ends at once and nobody can sign in on it, until `allowDevice` lets it back. */
export async function revokeDevice(db: Database, id: string, clock = Date.now): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const revoked = isUuid(id)
      ? await tx
          .updateTable('devices')
          .set({ revoked_at: new Date(clock()) })
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst()
      : undefined
    if (!revoked) throw new AdministrationError(`There is no device "${id}". See: device list`)
    await audit(tx, { action: 'device-revoked', device: id })
    await publishRevocation(tx, id, true, clock())
  })
}

/** A device that was let back. */
export interface AllowedDevice {
  readonly login: string
  /** Its user's account is disabled, so that nobody can sign in on it all the same. */
  readonly isAccountDisabled: boolean
}

/**
 * Lets a revoked device back. Its user signs in on it again: the token from before stays ended, whoever has it, and
 * so does a connection that was opened with it. It is the same device as before: what it holds unsent goes up after
 * the sign-in, each operation once, and a scope of which changes were removed meanwhile comes whole. What it signed
 * for others to carry is taken again from now on; runs that were set aside in between stay aside, and the device has
 * what is in them itself.
 * @returns null when the device is not revoked, and nothing changes
 * @throws AdministrationError for an unknown device
 */
export async function allowDevice(db: Database, id: string, clock = Date.now): Promise<AllowedDevice | null> {
  return transact(db, async (tx) => {
    const known = isUuid(id)
      ? await tx
          .selectFrom('devices')
          .innerJoin('accounts', 'accounts.user_id', 'devices.user_id')
          .select(['devices.revoked_at', 'accounts.login', 'accounts.disabled_at'])
          .where('devices.id', '=', id)
          .forUpdate('devices')
          .executeTakeFirst()
      : undefined
    if (!known) throw new AdministrationError(`There is no device "${id}". See: device list`)
    if (!known.revoked_at) return null
    await tx.updateTable('devices').set({ revoked_at: null, token_hash: null }).where('id', '=', id).execute()
    await audit(tx, { action: 'device-allowed', device: id })
    await publishRevocation(tx, id, false, clock())
    return { login: known.login, isAccountDisabled: known.disabled_at !== null }
  })
}
