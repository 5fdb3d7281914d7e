import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { z } from 'zod'
import { KeyText, type VerifySignature } from '#shared/sync/bundle.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

const Pair = z.object({ public: KeyText, private: KeyText })

/** Keys of this device: for signing (Ed25519), and for opening what is sealed for it (X25519). */
const DeviceKeyPairs = z.object({ signing: Pair, sealing: Pair })
export type DeviceKeyPairs = z.infer<typeof DeviceKeyPairs>

/** The device's keys, or undefined before its first sign-in. The private halves never leave the encrypted store. */
export async function findDeviceKeys(db: Reader): Promise<DeviceKeyPairs | undefined> {
  const kept = await readMeta(db, 'deviceKeys')
  return kept === undefined ? undefined : DeviceKeyPairs.parse(JSON.parse(kept))
}

/** The device's keys, made when it has none yet. */
export async function ensureDeviceKeys(tx: Writer): Promise<DeviceKeyPairs> {
  const known = await findDeviceKeys(tx)
  if (known) return known
  const made = { signing: newPair('ed25519'), sealing: newPair('x25519') }
  await writeMeta(tx, 'deviceKeys', JSON.stringify(made))
  return made
}

/** A fresh pair for one key agreement. */
export const newAgreementPair = (): z.infer<typeof Pair> => newPair('x25519')

function newPair(kind: 'ed25519' | 'x25519'): z.infer<typeof Pair> {
  const { privateKey } = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')
  const { x, d } = privateKey.export({ format: 'jwk' })
  return Pair.parse({ public: x, private: d })
}

const curves = { signing: 'Ed25519', sealing: 'X25519' } as const

function publicKey(use: keyof typeof curves, x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: curves[use], x }, format: 'jwk' })
}

function privateKey(use: keyof typeof curves, pair: z.infer<typeof Pair>): KeyObject {
  const key = { kty: 'OKP', crv: curves[use], x: pair.public, d: pair.private }
  return createPrivateKey({ key, format: 'jwk' })
}

/** Signs a text as this device. @returns base64url */
export function signText(keys: DeviceKeyPairs, text: string): string {
  return sign(null, Buffer.from(text, 'utf8'), privateKey('signing', keys.signing)).toString('base64url')
}

/** Ed25519. False for whatever is no key or no signature. */
export const signatureHolds: VerifySignature = (key, text, signature) => {
  try {
    return verify(
      null,
      Buffer.from(text, 'utf8'),
      publicKey('signing', key),
      Buffer.from(signature, 'base64url'),
    )
  } catch {
    return false
  }
}

/** What two devices have in common that agreed by their keys. @throws Error for a key that agrees on nothing */
export function agree(own: z.infer<typeof Pair>, other: string): Buffer {
  return diffieHellman({
    privateKey: privateKey('sealing', own),
    publicKey: publicKey('sealing', other),
  })
}

/** A key of 32 bytes for one purpose. */
export function deriveKey(secret: Uint8Array, salt: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, 32))
}

/** Hex digest of a text. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
