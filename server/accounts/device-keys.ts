import { sql } from 'kysely'
import { publish } from '../administration/publish.ts'
import type { Tx } from '../database/transaction.ts'

export interface DeviceKeys {
  readonly publicKey: string
  readonly sealingKey: string
}

/**
 * Makes a device's public keys known to everybody in the organisation by the feed. Nothing is written when they are
 * known already. To be called as the last step of a transaction.
 */
export async function publishDeviceKeys(
  tx: Tx,
  device: { readonly id: string; readonly name: string; readonly userId: string },
  keys: DeviceKeys,
  nowMs: number,
): Promise<void> {
  const { rows } = await sql<{ same: boolean }>`
    select data->>'publicKey' = ${keys.publicKey} and data->>'sealingKey' = ${keys.sealingKey}
      and data->>'name' = ${device.name} as same
    from records where table_name = 'deviceKeys' and id = ${device.id}`.execute(tx)
  if (rows[0]?.same) return
  const unit = await sql<{ unit: string }>`
    select data->>'unitId' as unit from records where table_name = 'users' and id = ${device.userId}`.execute(
    tx,
  )
  const values = {
    unitId: unit.rows[0]?.unit,
    userId: device.userId,
    name: device.name,
    ...keys,
    revoked: false,
  }
  await publish(tx, 'deviceKeys', device.id, values, nowMs)
}

/** Lets everybody know that a device was barred or let back. A device without keys never signed anything. */
export async function publishRevocation(
  tx: Tx,
  device: string,
  revoked: boolean,
  nowMs: number,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from records where table_name = 'deviceKeys' and id = ${device}`.execute(tx)
  if (rows.length > 0) await publish(tx, 'deviceKeys', device, { revoked }, nowMs)
}
