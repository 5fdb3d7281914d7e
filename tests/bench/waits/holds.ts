import type { Store } from '../../../electron/data/database/open-database.ts'
import { threadCpuMs } from './calls.ts'
import type { Hold } from './messages.ts'

/** Holds shorter than this are not told. */
const worthTellingMs = 5

/** The store as sync uses it, and what gives how long each piece of its work had the store since it was last asked. */
export function watchHolds(store: Store): { readonly watched: Store; readonly holds: () => readonly Hold[] } {
  let seen: Hold[] = []
  const now = () => ({ at: performance.now(), cpu: threadCpuMs() })
  const note = (what: string, since: ReturnType<typeof now>) => {
    const ms = performance.now() - since.at
    if (ms >= worthTellingMs) seen.push({ what, ms, cpuMs: threadCpuMs() - since.cpu })
  }
  const callerOf = (stack: string | undefined) =>
    /at (?:async )?(\S+) \(.*\/([\w-]+)\.ts:(\d+)/
      .exec(
        (stack ?? '')
          .split('\n')
          .find((line) => line.includes('electron/data/') && !line.includes('bench')) ?? '',
      )
      ?.slice(1, 4)
      .join(' ') ?? '?'
  const timed = <T>(name: string, run: (begin: () => void) => Promise<T>): Promise<T> => {
    const what = `${name} of ${callerOf(new Error().stack)}`
    let since: ReturnType<typeof now> | null = null
    return run(() => {
      since ??= now()
    }).finally(() => {
      if (since !== null) note(what, since)
    })
  }
  const watched: Store = {
    ...store,
    read: (work, touched) =>
      timed('read', (begin) =>
        store.read((db) => {
          begin()
          return work(db)
        }, touched),
      ),
    write: (work, touched) =>
      timed('write', (begin) =>
        store.write((tx) => {
          begin()
          return work(tx)
        }, touched),
      ),
    writeQuietly: (work) =>
      timed('write', (begin) =>
        store.writeQuietly((tx) => {
          begin()
          return work(tx)
        }),
      ),
    foldLog: () => {
      const since = now()
      return store.foldLog().finally(() => note('foldLog', since))
    },
  }
  return {
    watched,
    holds: () => {
      const longest = seen.sort((a, b) => b.cpuMs - a.cpuMs).slice(0, 12)
      seen = []
      return longest
    },
  }
}
