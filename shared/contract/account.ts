import { z } from 'zod'
import { command, query, returns } from './call.ts'

export interface Account {
  readonly userId: string
  readonly userName: string
  readonly post: string | null
  readonly unitId: string
  readonly unitName: string | null
  readonly role: string
  readonly organisation: string
  readonly serverUrl: string
}

export interface AccountStatus {
  /** Whose device this is; stays after signing out, since unsent work is theirs. */
  readonly account: Account | null
  readonly signedIn: boolean
  readonly deviceName: string
}

export const accountContract = {
  'account.status': query(z.object({}), returns<AccountStatus>()),
  'account.signIn': command(
    z.object({
      serverUrl: z.string().trim().min(1, 'required').max(300, 'too-long'),
      login: z.string().trim().min(1, 'required').max(100, 'too-long'),
      password: z.string().min(1, 'required').max(1000, 'too-long'),
    }),
    returns<Account>(),
  ),
  /** Gives the device's token back. Records and unsent work stay. */
  'account.signOut': command(z.object({}), returns<null>()),
}
