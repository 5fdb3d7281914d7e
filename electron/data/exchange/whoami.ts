import { AppError } from '#shared/contract/errors.ts'
import type { Reader } from '../database/schema.ts'
import type { Identity } from '../host/identity.ts'
import { findAccount } from '../queries/account.ts'
import { findDevice } from '../queries/exchange.ts'
import type { Sender } from './compose.ts'
import { findDeviceKeys } from './keys.ts'

/**
 * This device as the sender and opener of bundles.
 * @throws AppError exchange/not-ready before it signed in and synced with keys of its own: nobody would know them
 */
export async function thisDevice(
  db: Reader,
  identity: Identity,
  deviceName: string,
  at: string,
): Promise<Sender> {
  const account = await findAccount(db)
  const keys = await findDeviceKeys(db)
  const published = await findDevice(db, identity.device)
  if (!account || !keys || published?.publicKey !== keys.signing.public)
    throw new AppError('exchange/not-ready')
  return { identity, user: account.userId, keys, deviceName, at }
}
