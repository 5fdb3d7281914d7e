import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import {
  defaultKdf,
  type Kdf,
  keyOfPassphrase,
  keyOfRecoverySecret,
  openKey,
  osSecretCheck,
  sealKey,
  type Wrap,
  type WrapKind,
} from './key-wrap.ts'
import { type Keyring, loadKeyring, saveKeyring } from './keyring.ts'
import { isWeak } from './passphrase.ts'
import { codeOf, secretOf } from './recovery-code.ts'

/** Where the keys lie and what the system's keychain gave; `osSecret` is null where there is no keychain. */
export interface VaultPlace {
  readonly folder: string
  readonly osSecret: Uint8Array | null
}

/** The opened vault: the store's key (32 bytes; wipe it after use) and the device it belongs to. */
export interface OpenedVault {
  readonly key: Uint8Array
  readonly deviceId: string
}

/**
 * Makes the store's key and seals it under the passphrase and under a recovery code, which is returned once.
 * @throws AppError vault/weak-passphrase; vault/exists and vault/keyring-missing when there is something already
 */
export async function createVault(
  place: VaultPlace,
  passphrase: string,
  kdf: Kdf = defaultKdf,
): Promise<OpenedVault & { recoveryCode: string }> {
  if (loadKeyring(place.folder)) throw new AppError('vault/exists')
  if (isWeak(passphrase)) throw new AppError('vault/weak-passphrase')
  const key = randomBytes(32)
  const deviceId = uuidv7()
  const passphraseWrap = await sealUnderPassphrase(place, key, deviceId, passphrase, kdf)
  const { wrap, recoveryCode } = sealUnderNewCode(key, deviceId)
  saveKeyring(place.folder, {
    v: 1,
    deviceId,
    cipher: 'chacha20',
    kdf,
    ...keychainOf(place, deviceId),
    wraps: { passphrase: passphraseWrap, recovery: wrap },
  })
  return { key, deviceId, recoveryCode }
}

/**
 * Opens the vault with the passphrase. A keychain that became available since takes its part from now on.
 * @throws AppError vault/wrong-passphrase; vault/keychain-changed when the system's secret is not the one of before
 * (then only the recovery code opens); those of `loadKeyring`
 */
export async function unlockVault(place: VaultPlace, passphrase: string): Promise<OpenedVault> {
  const keyring = knownKeyring(place)
  const key = await openWithPassphrase(place, keyring, passphrase)
  if (keyring.keychain === 'none' && place.osSecret)
    saveKeyring(place.folder, await rewrapped(place, keyring, key, passphrase))
  return { key, deviceId: keyring.deviceId }
}

/**
 * Opens the vault with the recovery code and seals it under a new passphrase and a new code: the old code is spent.
 * @throws AppError vault/wrong-recovery-code, vault/weak-passphrase
 */
export async function recoverVault(
  place: VaultPlace,
  recoveryCode: string,
  passphrase: string,
): Promise<OpenedVault & { recoveryCode: string }> {
  const keyring = knownKeyring(place)
  const secret = secretOf(recoveryCode)
  const { recovery } = keyring.wraps
  const key =
    secret &&
    openKey(
      recovery,
      keyOfRecoverySecret(secret, Buffer.from(recovery.salt, 'base64')),
      bindingOf(keyring.deviceId, 'recovery'),
    )
  if (!key) throw new AppError('vault/wrong-recovery-code')
  if (isWeak(passphrase)) throw new AppError('vault/weak-passphrase')
  const next = await rewrapped(place, keyring, key, passphrase)
  const { wrap, recoveryCode: nextCode } = sealUnderNewCode(key, keyring.deviceId)
  saveKeyring(place.folder, { ...next, wraps: { ...next.wraps, recovery: wrap } })
  return { key, deviceId: keyring.deviceId, recoveryCode: nextCode }
}

/**
 * Seals the store's key under another passphrase; the store itself and the recovery code stay.
 * @throws AppError vault/wrong-passphrase, vault/weak-passphrase, vault/keychain-changed
 */
export async function changePassphrase(place: VaultPlace, current: string, next: string): Promise<void> {
  const keyring = knownKeyring(place)
  const key = await openWithPassphrase(place, keyring, current)
  try {
    if (isWeak(next)) throw new AppError('vault/weak-passphrase')
    saveKeyring(place.folder, await rewrapped(place, keyring, key, next))
  } finally {
    key.fill(0)
  }
}

function knownKeyring(place: VaultPlace): Keyring {
  const keyring = loadKeyring(place.folder)
  if (!keyring) throw new AppError('vault/keyring-missing')
  return keyring
}

async function openWithPassphrase(
  place: VaultPlace,
  keyring: Keyring,
  passphrase: string,
): Promise<Uint8Array> {
  const { deviceId, keychain, keychainCheck, kdf, wraps } = keyring
  if (keychain === 'os') {
    const given = place.osSecret && osSecretCheck(place.osSecret, deviceId)
    if (given !== keychainCheck) throw new AppError('vault/keychain-changed')
  }
  const osSecret = keychain === 'os' && place.osSecret ? place.osSecret : new Uint8Array()
  const under = await keyOfPassphrase(passphrase, osSecret, Buffer.from(wraps.passphrase.salt, 'base64'), kdf)
  const key = openKey(wraps.passphrase, under, bindingOf(deviceId, 'passphrase'))
  if (!key) throw new AppError('vault/wrong-passphrase')
  return key
}

/** The key ring with a new passphrase seal, made with the keychain as it is now. */
async function rewrapped(
  place: VaultPlace,
  keyring: Keyring,
  key: Uint8Array,
  passphrase: string,
): Promise<Keyring> {
  const wrap = await sealUnderPassphrase(place, key, keyring.deviceId, passphrase, keyring.kdf)
  return {
    ...keyring,
    ...keychainOf(place, keyring.deviceId),
    wraps: { ...keyring.wraps, passphrase: wrap },
  }
}

async function sealUnderPassphrase(
  place: VaultPlace,
  key: Uint8Array,
  deviceId: string,
  passphrase: string,
  kdf: Kdf,
): Promise<Wrap> {
  const salt = randomBytes(16)
  const under = await keyOfPassphrase(passphrase, place.osSecret ?? new Uint8Array(), salt, kdf)
  return sealKey(key, under, salt, bindingOf(deviceId, 'passphrase'))
}

function sealUnderNewCode(key: Uint8Array, deviceId: string): { wrap: Wrap; recoveryCode: string } {
  const secret = randomBytes(16)
  const salt = randomBytes(16)
  const wrap = sealKey(key, keyOfRecoverySecret(secret, salt), salt, bindingOf(deviceId, 'recovery'))
  return { wrap, recoveryCode: codeOf(secret) }
}

function keychainOf(place: VaultPlace, deviceId: string): Pick<Keyring, 'keychain' | 'keychainCheck'> {
  return place.osSecret
    ? { keychain: 'os', keychainCheck: osSecretCheck(place.osSecret, deviceId) }
    : { keychain: 'none', keychainCheck: null }
}

function bindingOf(deviceId: string, kind: WrapKind): string {
  return `1|${deviceId}|${kind}`
}
