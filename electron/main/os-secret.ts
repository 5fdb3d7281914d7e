import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { safeStorage } from 'electron'

/** Linux keychains that protect anything; `basic_text` is a password known to everybody. */
const linuxKeychains = ['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6']

/** Storage calls of both generations: the synchronous ones are gone in Electron 46. */
interface AsyncStorage {
  readonly isAsyncEncryptionAvailable: () => Promise<boolean>
  readonly encryptStringAsync: (text: string) => Promise<Buffer>
  readonly decryptStringAsync: (secret: Buffer) => Promise<{ result: string } | string>
}

function asyncStorage(): AsyncStorage | null {
  return 'encryptStringAsync' in safeStorage ? (safeStorage as unknown as AsyncStorage) : null
}

/** Whether this system has a keychain that keeps a secret from other people. */
async function keychainAvailable(): Promise<boolean> {
  if (process.platform === 'linux' && !linuxKeychains.includes(safeStorage.getSelectedStorageBackend()))
    return false
  const storage = asyncStorage()
  return storage ? storage.isAsyncEncryptionAvailable() : safeStorage.isEncryptionAvailable()
}

/**
 * The part of the key that only this user on this machine can get at: 32 random bytes kept encrypted by the
 * system's keychain.
 * @returns base64, or null when there is no keychain or it cannot read what it wrote (the vault then says so).
 */
export async function osSecret(userData: string): Promise<string | null> {
  if (!(await keychainAvailable())) return null
  const file = join(userData, 'os-secret.bin')
  const storage = asyncStorage()
  try {
    if (existsSync(file)) {
      const kept = readFileSync(file)
      if (!storage) return safeStorage.decryptString(kept)
      const opened = await storage.decryptStringAsync(kept)
      return typeof opened === 'string' ? opened : opened.result
    }
    const secret = randomBytes(32).toString('base64')
    const kept = storage ? await storage.encryptStringAsync(secret) : safeStorage.encryptString(secret)
    writeFileSync(file, kept, { mode: 0o600, flag: 'wx', flush: true })
    return secret
  } catch {
    return null
  }
}
