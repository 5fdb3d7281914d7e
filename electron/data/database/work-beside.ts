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
  /** Waits until the thread has done its work. @returns whether nobody reads the store but the connection of the calls */
  readonly whenAlone: () => Promise<boolean>
  /** Begins to fold in a log that has become large. */
  readonly foldWhileItGrows: () => void
  readonly write: (statements: readonly BoundStatement[]) => Promise<boolean>
  /** Ends what is under way. @returns whether the thread has left the store */
  readonly leave: () => Promise<boolean>
}

export function workBeside({ raw, file, key, checkAfter, turn }: Surroundings): WorkBeside {
  const thread = storeThread(file, key)
  // One of its own: what writing waits for must not wait for a check.
  const checker = storeThread(file, key)
  let isDamaged = false
  let folding: Promise<void> | null = null
  let writing: Promise<boolean> | null = null

  const { checked, isChecking, stopChecking } = checkLater(checker, checkAfter, (result) => {
    isDamaged = result?.state === 'damaged'
    if (result === null || isDamaged) putCheckMark(file, 'first')
    else if (result.state === 'sound') removeCheckMark(file)
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
    whenAlone: async () => {
      while (folding) await folding
      await whenMayWrite()
      return !isChecking()
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
      while (folding) await folding
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
      const hasLeft = (await Promise.all([thread.stop(), checker.stop()])).every(Boolean)
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
): {
  readonly checked: Promise<CheckResult | null>
  readonly isChecking: () => boolean
  readonly stopChecking: () => void
} {
  if (afterMs === null)
    return { checked: Promise.resolve(null), isChecking: () => false, stopChecking: () => undefined }
  let isStopping = false
  let isUnderWay = false
  let stop: () => void = () => undefined
  const begins = new Promise<void>((resolve) => {
    setTimeout(resolve, afterMs).unref()
    stop = resolve
  })
  const check = async (): Promise<CheckResult | null> => {
    await begins
    if (isStopping) return { state: 'stopped' }
    isUnderWay = true
    const result = await thread.have({ kind: 'check' }).catch(() => null)
    isUnderWay = false
    return result === null && isStopping ? { state: 'stopped' } : result
  }
  const checked = check().then((result) => {
    try {
      done(result)
    } catch {
      // On a full disk the mark stays as it was: the check is due again.
    }
    return result
  })
  return {
    checked,
    isChecking: () => isUnderWay,
    stopChecking: () => {
      isStopping = true
      stop()
    },
  }
}
