import { z } from 'zod'
import { AppError } from '#shared/contract/errors.ts'
import { putCheckMark, removeCheckMark } from './check-mark.ts'
import type { RawDatabase } from './driver.ts'
import type { CheckResult } from './store-check.ts'
import { type StoreThread, storeThread } from './store-thread.ts'
import type { BoundStatement } from './store-work.ts'

/** Pages that are folded in at once where calls wait: some 30 ms. More of them a thread folds in. */
const pagesFoldedHere = 2000
/** A large log is folded in so far by a thread while it goes on growing, so that its limit is not reached. */
const pagesFoldedMeanwhile = 24_576

interface Surroundings {
  readonly raw: RawDatabase
  readonly file: string
  /** Wiped when the store is left. */
  readonly key: Uint8Array
  /** Milliseconds after which the store is checked, or null. */
  readonly checkAfter: number | null
  /** Does something when nobody else uses the connection. */
  readonly turn: (work: () => void) => Promise<void>
}

/** What takes long at one go, done in a thread with a connection of its own while the store answers calls. */
export interface WorkBeside {
  readonly checked: Promise<CheckResult | null>
  readonly isSound: () => boolean
  /** Whether a transaction may begin at once. */
  readonly mayWrite: () => boolean
  /** Waits for the writing of the thread. @throws AppError store/corrupt once damage was found */
  readonly whenMayWrite: () => Promise<void>
  /** Folds the log into the store. */
  readonly foldLog: () => Promise<void>
  /** Begins to fold in a log that has become large. */
  readonly foldWhileItGrows: () => void
  readonly write: (statements: readonly BoundStatement[]) => Promise<boolean>
  /** Ends what is under way. @returns whether the thread has left the store */
  readonly leave: () => Promise<boolean>
}

export function workBeside({ raw, file, key, checkAfter, turn }: Surroundings): WorkBeside {
  const thread = storeThread(file, key)
  let isDamaged = false
  let folding: Promise<void> | null = null
  let writing: Promise<boolean> | null = null

  const { checked, stopChecking } = checkLater(thread, checkAfter, (result) => {
    if (result === null || result.state === 'damaged') putCheckMark(file, 'first')
    else if (result.state === 'sound') removeCheckMark(file)
    isDamaged = result?.state === 'damaged'
  })
  const foldInThread = async (): Promise<void> => {
    // Where there is no thread, and what came meanwhile, is folded in here.
    await thread.have({ kind: 'fold' }).catch(() => null)
    await turn(() => void raw.pragma('wal_checkpoint(PASSIVE)'))
  }
  const whenMayWrite = async (): Promise<void> => {
    while (writing) await writing
    if (isDamaged) throw new AppError('store/corrupt')
  }
  return {
    checked,
    isSound: () => !isDamaged,
    mayWrite: () => writing === null && !isDamaged,
    whenMayWrite,
    foldLog: async () => {
      if (folding) await folding
      if (isDamaged) return
      let isMuch = false
      await turn(() => {
        isMuch = unfoldedPages(raw) > pagesFoldedHere
        if (!isMuch) raw.pragma('wal_checkpoint(PASSIVE)')
      })
      if (isMuch) await foldInThread()
    },
    foldWhileItGrows: () => {
      // Within the next one's transaction SQLite does not tell; after that there is another chance.
      if (folding || raw.inTransaction || unfoldedPages(raw) < pagesFoldedMeanwhile) return
      folding = foldInThread()
        .catch(() => undefined)
        .finally(() => {
          folding = null
        })
    },
    write: async (statements) => {
      await whenMayWrite()
      // A turn of the connection first: no transaction is under way here any more, and none begins.
      writing = turn(() => undefined)
        .then(() => thread.have({ kind: 'write', statements }))
        .then(
          () => true,
          () => false,
        )
      try {
        return await writing
      } finally {
        writing = null
      }
    },
    leave: async () => {
      stopChecking()
      const hasLeft = await thread.stop()
      if (folding) await folding
      key.fill(0)
      return hasLeft
    },
  }
}

const Log = z.array(z.object({ log: z.number(), checkpointed: z.number() }))

/** Pages of the log that are not in the store yet. */
function unfoldedPages(raw: RawDatabase): number {
  const [found] = Log.parse(raw.pragma('wal_checkpoint(NOOP)'))
  return found ? found.log - found.checkpointed : 0
}

/** Checks the store in the thread after a while; `done` hears null when the thread cannot do it. */
function checkLater(
  thread: StoreThread,
  afterMs: number | null,
  done: (result: CheckResult | null) => void,
): { readonly checked: Promise<CheckResult | null>; readonly stopChecking: () => void } {
  if (afterMs === null) return { checked: Promise.resolve(null), stopChecking: () => undefined }
  let isStopping = false
  let stop: () => void = () => undefined
  const begins = new Promise<void>((resolve) => {
    setTimeout(resolve, afterMs).unref()
    stop = resolve
  })
  const check = async (): Promise<CheckResult | null> => {
    await begins
    if (isStopping) return { state: 'stopped' }
    const result = await thread.have({ kind: 'check' }).catch(() => null)
    return result === null && isStopping ? { state: 'stopped' } : result
  }
  const checked = check().then((result) => {
    done(result)
    return result
  })
  return {
    checked,
    stopChecking: () => {
      isStopping = true
      stop()
    },
  }
}
