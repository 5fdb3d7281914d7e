import type { vaultContract } from '#shared/contract/vault.ts'
import type { Handlers } from '../host/context.ts'

export const vaultHandlers: Handlers<typeof vaultContract> = {
  'vault.status': ({ vault }) => vault.status(),
  'vault.create': ({ vault }, { passphrase }) => vault.create(passphrase),
  'vault.unlock': async ({ vault }, { passphrase }) => {
    await vault.unlock(passphrase)
    return null
  },
  'vault.recover': ({ vault }, { recoveryCode, passphrase }) => vault.recover(recoveryCode, passphrase),
  'vault.changePassphrase': async ({ vault }, { current, next }) => {
    await vault.changePassphrase(current, next)
    return null
  },
  'vault.lock': async ({ vault }) => {
    await vault.lock()
    return null
  },
}
