/** The calls of the user that are being answered, for which work in the background stands back. */
export interface CallsInHand {
  /** A call has begun. @returns what tells that it has its answer */
  readonly begin: () => () => void
  /** Resolves when no call is being answered, or when one has taken so long that work goes on beside it. */
  readonly quiet: () => Promise<void>
}

/** A call asks the store several times; one that takes longer than this is work of its own and shares it. */
const standBackMs = 60

/** @param clock milliseconds that only rise */
export function callsInHand(clock: () => number = () => performance.now()): CallsInHand {
  const begun = new Set<{ readonly at: number }>()
  const isWaitedFor = () => {
    const now = clock()
    for (const { at } of begun) if (now - at < standBackMs) return true
    return false
  }
  return {
    begin: () => {
      const call = { at: clock() }
      begun.add(call)
      return () => void begun.delete(call)
    },
    quiet: async () => {
      // What has arrived is taken in first.
      do await new Promise((resolve) => setImmediate(resolve))
      while (isWaitedFor())
    },
  }
}
