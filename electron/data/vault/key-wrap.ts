import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { argon2id } from 'hash-wasm'
import { z } from 'zod'
import { normalisePassphrase } from './passphrase.ts'

/** A key sealed with AES-256-GCM under another one; base64. */
export const Wrap = z.object({ salt: z.base64(), iv: z.base64(), sealed: z.base64(), tag: z.base64() })
export type Wrap = z.infer<typeof Wrap>

/** argon2id, RFC 9106. Kept with each key ring, so that later versions can ask for more. */
export const Kdf = z.object({
  name: z.literal('argon2id'),
  memoryKiB: z.number().int().min(8).max(4_194_304),
  iterations: z.number().int().min(1).max(100),
  parallelism: z.number().int().min(1).max(16),
})
export type Kdf = z.infer<typeof Kdf>

export const defaultKdf: Kdf = { name: 'argon2id', memoryKiB: 65_536, iterations: 3, parallelism: 1 }

export type WrapKind = 'passphrase' | 'recovery'

/** Seals a key. `binding` names what the seal belongs to: on another device or as another kind it does not open. */
export function sealKey(key: Uint8Array, under: Uint8Array, salt: Uint8Array, binding: string): Wrap {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', under, iv).setAAD(Buffer.from(binding))
  const sealed = Buffer.concat([cipher.update(key), cipher.final()])
  return {
    salt: Buffer.from(salt).toString('base64'),
    iv: iv.toString('base64'),
    sealed: sealed.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  }
}

/** Opens a seal; undefined when the key or the binding is another one. */
export function openKey(wrap: Wrap, under: Uint8Array, binding: string): Uint8Array | undefined {
  const tag = Buffer.from(wrap.tag, 'base64')
  if (tag.length !== 16) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', under, Buffer.from(wrap.iv, 'base64'))
      .setAAD(Buffer.from(binding))
      .setAuthTag(tag)
    return Buffer.concat([decipher.update(Buffer.from(wrap.sealed, 'base64')), decipher.final()])
  } catch {
    return undefined
  }
}

/** The key a passphrase and the system's secret make together; neither of them alone is of use to a thief. */
export async function keyOfPassphrase(
  passphrase: string,
  osSecret: Uint8Array,
  salt: Uint8Array,
  kdf: Kdf,
): Promise<Uint8Array> {
  const stretched = await argon2id({
    password: normalisePassphrase(passphrase),
    salt,
    memorySize: kdf.memoryKiB,
    iterations: kdf.iterations,
    parallelism: kdf.parallelism,
    hashLength: 32,
    outputType: 'binary',
  })
  return derive(Buffer.concat([stretched, osSecret]), salt, 'outpost passphrase wrap')
}

/** The key of a recovery code. Its 128 random bits need no stretching. */
export function keyOfRecoverySecret(secret: Uint8Array, salt: Uint8Array): Uint8Array {
  return derive(secret, salt, 'outpost recovery wrap')
}

/** Tells whether the system's secret is the one the key was wrapped with, without telling the secret. */
export function osSecretCheck(osSecret: Uint8Array, deviceId: string): string {
  return createHmac('sha256', osSecret).update(`outpost keychain ${deviceId}`).digest('base64')
}

function derive(secret: Uint8Array, salt: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, purpose, 32))
}
