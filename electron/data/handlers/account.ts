import type { accountContract } from '#shared/contract/account.ts'
import { AppError } from '#shared/contract/errors.ts'
import { writeMeta } from '../database/meta.ts'
import { ensureDeviceKeys } from '../exchange/keys.ts'
import type { Handlers } from '../host/context.ts'
import {
  findAccount,
  findToken,
  removeToken,
  saveAccount,
  saveToken,
  standingOf,
} from '../queries/account.ts'
import { addToLog } from '../queries/sync-log.ts'
import { beginLease } from '../sync/lease.ts'
import { signIn, signOut } from '../sync/sign-in.ts'
import { readSyncState, updateSyncState } from '../sync/sync-state.ts'

export const accountHandlers: Handlers<typeof accountContract> = {
  'account.status': ({ read, vault }) =>
    read(async (db) => {
      const account = await findAccount(db)
      // Name and post may have changed on the server since the sign-in.
      const standing = account && (await standingOf(db, account.userId))
      return {
        account: account
          ? {
              ...account,
              userName: standing?.name ?? account.userName,
              post: standing?.post ?? account.post,
              unitId: standing?.unitId ?? account.unitId,
              unitName: standing?.unitName ?? account.unitName,
            }
          : null,
        signedIn: (await findToken(db)) !== undefined,
        deviceName: vault.deviceName,
      }
    }),

  'account.signIn': async ({ read, write, vault, sync, clock }, { serverUrl, login, password }) => {
    const { device: id, incarnation } = vault.open().identity
    const { signing, sealing } = await write(ensureDeviceKeys)
    const keys = { publicKey: signing.public, sealingKey: sealing.public }
    const device = { id, incarnation, name: vault.deviceName, ...keys }
    const signedIn = await signIn({ serverUrl, login, password, device })
    const { account, token, epoch, serverKey } = signedIn
    const owner = await read(findAccount)
    if (owner && owner.userId !== account.userId) {
      await signOut(account.serverUrl, token)
      throw new AppError('account/another-user')
    }
    await write(async (tx) => {
      await saveAccount(tx, account)
      await saveToken(tx, token)
      // Whoever knows the password vouches for the server: its key is the one to believe from now on.
      if (serverKey !== undefined) await writeMeta(tx, 'serverKey', serverKey)
      await beginLease(tx, signedIn, clock.nowMs)
      await addToLog(tx, { kind: 'signed-in' }, clock.now)
      // A server with another history stays unknown to this device: sync notices and offers its work again.
      if ((await readSyncState(tx)).epoch === null) await updateSyncState(tx, { epoch })
    })
    sync().wake()
    return account
  },

  'account.signOut': async ({ read, write, account, sync }) => {
    const token = await read(findToken)
    if (account && token !== undefined) await signOut(account.serverUrl, token)
    await write(removeToken)
    sync().wake()
    return null
  },
}
