import { z } from 'zod'
import { command, query, returns } from './call.ts'

/** `new`: no key yet; `locked`: waits for the passphrase; `open`: the store can be used. */
export type VaultState = 'new' | 'locked' | 'open'

export interface VaultStatus {
  readonly state: VaultState
  /** Whether the system's keychain protects the key beside the passphrase. */
  readonly keychain: boolean
}

const Passphrase = z.string().max(1000, 'too-long')

export const vaultContract = {
  'vault.status': query(z.object({}), returns<VaultStatus>()),
  /** Makes key and store. The recovery code is shown once and kept nowhere. */
  'vault.create': command(z.object({ passphrase: Passphrase }), returns<{ recoveryCode: string }>()),
  'vault.unlock': command(z.object({ passphrase: Passphrase }), returns<null>()),
  'vault.recover': command(
    z.object({ recoveryCode: z.string().max(100), passphrase: Passphrase }),
    returns<{ recoveryCode: string }>(),
  ),
  'vault.changePassphrase': command(z.object({ current: Passphrase, next: Passphrase }), returns<null>()),
  'vault.lock': command(z.object({}), returns<null>()),
}
