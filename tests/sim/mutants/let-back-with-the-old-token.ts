import { publishRevocation } from '../../../server/accounts/device-keys.ts'
import type { allowDevice as original } from '../../../server/administration/devices.ts'

/** The device is free again, and so is whoever has its token. */
export const allowDevice: typeof original = async (db, id, clock = Date.now) =>
  db.transaction().execute(async (tx) => {
    const allowed = await tx
      .updateTable('devices')
      .set({ revoked_at: null })
      .where('id', '=', id)
      .where('revoked_at', 'is not', null)
      .returning('id')
      .executeTakeFirst()
    if (!allowed) return null
    await publishRevocation(tx, id, false, clock())
    return { login: '', isAccountDisabled: false }
  })
