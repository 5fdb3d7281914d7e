import { mkdirSync } from 'node:fs'
import { openDatabase } from '../../electron/data/database/open-database.ts'
import { saveAccount, saveToken } from '../../electron/data/queries/account.ts'
import { storeFile } from '../../electron/data/vault/keyring.ts'
import { createVault } from '../../electron/data/vault/vault.ts'
import { fillLibrary, type LibrarySize } from './library.ts'
import { putPublished } from './published.ts'

export const largeOwner = {
  unitId: '01900000-0000-7000-8000-000000000001',
  userId: '01900000-0000-7000-8000-000000000002',
}

/**
 * Makes a profile of the app that was used for long: a vault with a passphrase, an account that is signed in at a
 * server that is away, and a large library.
 */
export async function makeLargeProfile(
  profile: string,
  passphrase: string,
  size: LibrarySize,
): Promise<void> {
  mkdirSync(profile, { recursive: true })
  const { key } = await createVault({ folder: profile, osSecret: null }, passphrase)
  const file = storeFile(profile)
  const store = openDatabase({ file, key, create: true, ballast: false })
  try {
    const now = Date.now()
    await store.write(async (tx) => {
      const { unitId, userId } = largeOwner
      await putPublished(tx, now, 'units', unitId, { name: '样例市招商局', kind: 'department', rankOrder: 1 })
      const user = { unitId, name: '样例甲', post: '科员', role: 'field', rankOrder: 1 }
      await putPublished(tx, now, 'users', userId, user)
      await saveAccount(tx, {
        ...{ userId, unitId, userName: '样例甲', post: '科员', unitName: '样例市招商局', role: 'field' },
        ...{ organisation: '样例市', serverUrl: 'http://127.0.0.1:1' },
      })
      await saveToken(tx, 'nobody')
    })
  } finally {
    await store.close()
  }
  fillLibrary({ file, key }, size, largeOwner)
}
