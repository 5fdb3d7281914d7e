import type { SyncStatus } from '#shared/contract/sync.ts'

/** A text of the `pill` group with its values, and how much it should catch the eye. */
export interface Pill {
  readonly key: string
  readonly params: Readonly<Record<string, number>>
  readonly tone: 'good' | 'plain' | 'warn' | 'late'
  /** Adds when the server last answered everything: only where the network is away. */
  readonly showLastSync: boolean
  /** Said behind it: a conflict must not hide that something was sent back, nor either that something is only here. */
  readonly also: readonly { readonly key: string; readonly params: Pill['params'] }[]
}

const pill = (key: string, tone: Pill['tone'], params: Pill['params'] = {}, showLastSync = false): Pill => ({
  key,
  params,
  tone,
  showLastSync,
  also: [],
})

/**
 * What the safety pill says, the most urgent first: that nothing can be written, that the disk is full, what needs a
 * person (conflicts, refusals), what is under way, what is only on this device, and `all-uploaded` only when the server has everything.
 */
export function pillOf(status: SyncStatus): Pill {
  const pressing = [
    ...(status.conflicts > 0 ? [pill('conflicts', 'late', { count: status.conflicts })] : []),
    ...(status.refused > 0 ? [pill('refused', 'late', { count: status.refused })] : []),
    ...(status.waiting > 0 ? [pill('waiting', 'warn', { count: status.waiting })] : []),
  ]
  const [first, ...also] = pressing
  if (status.leaseByClock) return { ...pill('check-clock', 'late'), also: pressing }
  if (status.problem === 'account/lease-ended') return { ...pill('read-only', 'late'), also: pressing }
  if (status.problem === 'store/disk-full') return { ...pill('disk-full', 'late'), also: pressing }
  if (first?.tone === 'late') return { ...first, also }
  const files = status.files ?? { waiting: 0, refused: 0, percent: null }
  if (files.refused > 0) return pill('files-refused', 'late', { count: files.refused })
  if (status.phase === 'uploading') {
    return status.progress
      ? pill('uploading', 'plain', { done: status.progress.done, total: status.progress.total })
      : pill('uploading-some', 'plain')
  }
  if (status.waiting > 0)
    return files.waiting > 0
      ? pill('waiting-with-files', 'warn', { count: status.waiting, files: files.waiting })
      : pill('waiting', 'warn', { count: status.waiting })
  if (files.waiting > 0)
    return files.percent !== null && (status.phase === 'idle' || status.phase === 'downloading')
      ? pill('files-uploading', 'plain', { count: files.waiting, percent: files.percent })
      : pill('files-waiting', 'warn', { count: files.waiting })
  if (status.phase === 'signed-out') return pill('signed-out', 'warn')
  if (status.phase === 'offline' || status.phase === 'stopped') return pill('offline', 'plain', {}, true)
  if (status.phase === 'downloading') return pill('downloading', 'plain')
  return pill('all-uploaded', 'good')
}
