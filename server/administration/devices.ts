import { audit } from '../accounts/audit.ts'
import { publishRevocation } from '../accounts/device-keys.ts'
import type { Database } from '../database/open-database.ts'
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

/** Blocks a device for good: its token ends at once and nobody can sign in on it again. */
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
    await publishRevocation(tx, id, clock())
  })
}
