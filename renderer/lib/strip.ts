import type { SyncStatus } from '#shared/contract/sync.ts'

/** What the line under the top bar tells, when there is anything to tell. */
export type Strip =
  | { readonly kind: 'lease-ended' | 'captive-portal' | 'disk-full' }
  | { readonly kind: 'lease-clock'; readonly clock: string; readonly heardAt: string }
  | { readonly kind: 'receiving'; readonly done: number; readonly total: number | null }

/**
 * The one thing about sync that changes what a person can do now: nothing may be written any more, the disk is full,
 * the network asks for a sign-in of its own, the first data is still coming in. Being offline changes nothing and is
 * said by the pill.
 */
export function stripOf({
  problem,
  receiving,
  leaseByClock,
}: Pick<SyncStatus, 'problem' | 'receiving' | 'leaseByClock'>): Strip | null {
  if (leaseByClock) return { kind: 'lease-clock', ...leaseByClock }
  if (problem === 'account/lease-ended') return { kind: 'lease-ended' }
  if (problem === 'store/disk-full') return { kind: 'disk-full' }
  if (problem === 'server/captive-portal') return { kind: 'captive-portal' }
  return receiving ? { kind: 'receiving', done: receiving.done, total: receiving.total } : null
}
