import { createContext, use } from 'react'
import type { AccountStatus } from '#shared/contract/account.ts'

/** Whose device this is. Provided by the gate once somebody has signed in on this device. */
export const AccountContext = createContext<AccountStatus | null>(null)

/** The account status inside the frame: `account` is never null there. */
export function useAccountStatus(): AccountStatus & {
  readonly account: NonNullable<AccountStatus['account']>
} {
  const status = use(AccountContext)
  if (!status?.account) throw new Error('useAccountStatus outside the signed-in part of the app')
  return { ...status, account: status.account }
}
