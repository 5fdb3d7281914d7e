import { type ReactNode, useEffect, useState } from 'react'
import type { VaultStatus } from '#shared/contract/vault.ts'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { AccountContext } from '../lib/account.ts'
import { onHostEvent } from '../lib/host-events.ts'
import { type LiveQuery, useLiveQuery } from '../lib/live-query.ts'
import { FirstSignIn } from '../screens/account/FirstSignIn.tsx'
import { CreateVault } from '../screens/vault/CreateVault.tsx'
import { Unlock } from '../screens/vault/Unlock.tsx'

/** Lets nobody past before the records are unlocked and the device knows whose it is. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const vault = useLiveQuery('vault.status', {})
  useReloadOnVaultEvent(vault)
  /** Stays on the vault's screens while a recovery code is shown, although the store is open by then. */
  const [held, setHeld] = useState<'create' | 'recover' | null>(null)
  const state = vault.data?.state

  if (vault.error) return <Trouble query={vault} />
  if (!vault.data) return null
  const hold = {
    onHold: () => setHeld(state === 'new' ? 'create' : 'recover'),
    onDone: () => {
      setHeld(null)
      vault.reload()
    },
  }
  if (held === 'create' || (state === 'new' && held === null)) return <CreateVault {...hold} />
  if (held === 'recover' || state !== 'open') return <Unlock {...hold} />
  return <SignedInGate>{children}</SignedInGate>
}

function SignedInGate({ children }: { readonly children: ReactNode }) {
  const status = useLiveQuery('account.status', {})
  // Signing in or out is announced with the state of syncing.
  useEffect(
    () =>
      onHostEvent((event) => {
        if (event.type === 'sync') status.reload()
      }),
    [status.reload],
  )
  if (!status.data) return status.error ? <Trouble query={status} /> : null
  if (!status.data.account) return <FirstSignIn onSignedIn={status.reload} />
  return <AccountContext value={status.data}>{children}</AccountContext>
}

/** A failure before there is a frame to show it in. */
function Trouble<T>({ query }: { readonly query: LiveQuery<T> }) {
  return (
    <div className="op-welcome">
      <ErrorNotice error={query.error} onRetry={query.reload} />
    </div>
  )
}

function useReloadOnVaultEvent({ reload }: LiveQuery<VaultStatus>): void {
  useEffect(
    () =>
      onHostEvent((event) => {
        if (event.type === 'vault') reload()
      }),
    [reload],
  )
}
