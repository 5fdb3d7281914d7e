import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/contract/errors.ts'
import { writeDurably } from '../durable-write.ts'
import { Kdf, Wrap } from './key-wrap.ts'

/** What lies beside the store: the store's key, sealed twice, and how to open the seals. No secret in clear. */
export const Keyring = z.object({
  v: z.literal(1),
  deviceId: z.uuid(),
  cipher: z.literal('chacha20'),
  kdf: Kdf,
  /** Whether the system's keychain has a part in the passphrase seal, and how to tell its secret. */
  keychain: z.enum(['os', 'none']),
  keychainCheck: z.base64().nullable(),
  wraps: z.object({ passphrase: Wrap, recovery: Wrap }),
})
export type Keyring = z.infer<typeof Keyring>

export const storeFile = (folder: string): string => join(folder, 'outpost.db')
const keyringFile = (folder: string): string => join(folder, 'keyring.json')
const spareFile = (folder: string): string => join(folder, 'keyring.json.bak')

/**
 * Reads the key ring, from its spare copy when the first one is torn, and mends whichever copy is not right.
 * @returns undefined on a device that has neither key ring nor store
 * @throws AppError vault/keyring-missing when there is a store whose keys are gone: nobody may start anew over it;
 * vault/keyring-damaged when neither copy can be read
 */
export function loadKeyring(folder: string): Keyring | undefined {
  const [first, spare] = [readText(keyringFile(folder)), readText(spareFile(folder))]
  if (first === undefined && spare === undefined) {
    if (existsSync(storeFile(folder))) throw new AppError('vault/keyring-missing')
    return undefined
  }
  const keyring = parse(first) ?? parse(spare)
  if (!keyring) throw new AppError('vault/keyring-damaged')
  if (first !== spare) mend(folder, keyring)
  return keyring
}

/** Writes both copies, each in one step that a power cut cannot tear. */
export function saveKeyring(folder: string, keyring: Keyring): void {
  const content = Buffer.from(`${JSON.stringify(keyring, null, 2)}\n`)
  writeDurably(keyringFile(folder), content, 0o600)
  // The spare is the same: an older one would still open with a passphrase that was changed.
  writeDurably(spareFile(folder), content, 0o600)
}

function mend(folder: string, keyring: Keyring): void {
  try {
    saveKeyring(folder, keyring)
  } catch {
    // A full or write-protected disk: the copy that was read is enough to go on.
  }
}

function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function parse(text: string | undefined): Keyring | undefined {
  if (text === undefined) return undefined
  try {
    return Keyring.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
