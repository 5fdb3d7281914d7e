import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server'

/** How long a request waits for the one before it on the same upload to let go. */
const patienceMs = 15_000

interface Place {
  readonly letGo: RequestRelease
  readonly free: Promise<void>
}

/**
 * One writer an upload. Who comes asks the one before to stop, as after a connection that broke unnoticed, and goes
 * on when it has written what it had. Holds within one process; see docs/adr/0012.
 */
export function uploadLocks(): Locker {
  const held = new Map<string, Place>()
  return {
    newLock: (id): Lock => {
      let release: (() => void) | undefined
      return {
        lock: async (signal, letGo) => {
          const deadline = Date.now() + patienceMs
          for (let before = held.get(id); before; before = held.get(id)) {
            await before.letGo()
            const isFree = await within(before.free, deadline - Date.now(), signal)
            if (!isFree) throw ERRORS.ERR_LOCK_TIMEOUT
          }
          const free = new Promise<void>((done) => {
            release = done
          })
          held.set(id, { letGo, free })
        },
        unlock: async () => {
          held.delete(id)
          release?.()
        },
      }
    },
  }
}

async function within(free: Promise<void>, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted || ms <= 0) return false
  return new Promise((answer) => {
    const giveUp = () => answer(false)
    const timer = setTimeout(giveUp, ms)
    signal.addEventListener('abort', giveUp, { once: true })
    void free.then(() => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      answer(true)
    })
  })
}
