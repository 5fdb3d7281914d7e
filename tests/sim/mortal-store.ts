import type { Store } from '../../electron/data/database/open-database.ts'

/** A laptop's process died; what ran in it goes no further. */
export class Death extends Error {
  override name = 'Death'
}

/** Whether a laptop's process lives, and after how many more crash points it dies. */
export interface Mortality {
  dead: boolean
  /** Null: not at all. */
  pointsLeft: number | null
  readonly die: () => void
  /** Resolves when the process dies. */
  readonly death: Promise<undefined>
}

const never = <T>(): Promise<T> => new Promise(() => undefined)

/** Passes a crash point. True when the process died there. */
export function passes(mortality: Mortality): boolean {
  if (mortality.dead || mortality.pointsLeft === null) return mortality.dead
  if (mortality.pointsLeft > 0) {
    mortality.pointsLeft -= 1
    return false
  }
  mortality.pointsLeft = null
  mortality.die()
  return true
}

/**
 * The real store of a process that can die before and after each of its transactions, and right before a commit. A dead process gets no answer
 * any more, as in life: what it would have done next does not happen.
 */
export function mortalStore(real: Store, mortality: Mortality): Store {
  const write =
    (writing: Store['write']): Store['write'] =>
    async (work, touched) => {
      if (passes(mortality)) return never()
      try {
        const result = await writing(async (tx) => {
          const done = await work(tx)
          // Dead before the commit: nothing of the transaction may be on the disk.
          if (passes(mortality)) throw new Death()
          return done
        }, touched)
        return passes(mortality) ? never() : result
      } catch (error) {
        if (mortality.dead) return never()
        throw error
      }
    }
  return {
    openedFromVersion: real.openedFromVersion,
    checked: real.checked,
    read: async (work, touched) => {
      if (mortality.dead) return never()
      const result = await real.read(work, touched)
      return mortality.dead ? never() : result
    },
    write: write(real.write),
    writeQuietly: write(real.writeQuietly),
    tell: () => (mortality.dead ? undefined : real.tell()),
    remembered: (name, work) => real.remembered(name, work),
    onWrite: (listener) => real.onWrite((tables) => (mortality.dead ? undefined : listener(tables))),
    letLogGrow: async () => (mortality.dead ? never() : real.letLogGrow()),
    foldLog: async () => (mortality.dead ? never() : real.foldLog()),
    writeAside: async (statements) => (mortality.dead ? never() : real.writeAside(statements)),
    scrub: async (isStopping) => (mortality.dead ? never() : real.scrub(isStopping)),
    joinIndexParts: async (isStopping) => (mortality.dead ? never() : real.joinIndexParts(isStopping)),
    close: () => real.close(),
  }
}
