/** Timers and chance, handed in so that tests decide about them. */
export interface Timing {
  readonly after: (ms: number, run: () => void) => () => void
  /** From 0 up to 1. */
  readonly random: () => number
}

export interface LaneOptions extends Timing {
  /** One round. Rejecting means that it failed and is tried again later. */
  readonly work: () => Promise<void>
  /** Milliseconds from one round to the next when all is well; a fifth more or less by chance. */
  readonly intervalMs: number
}

/** Repeats one piece of work: regularly, soon when nudged, ever more rarely while it fails. */
export interface Lane {
  /** Something new is to be done: a round soon, unless the last ones failed and the lane waits for its time. */
  readonly nudge: () => void
  /** Circumstances have changed (the network is back): a round at once, whatever failed before. */
  readonly wake: () => void
  /** Answers when a round that began after the call is through, well or not. */
  readonly now: () => Promise<void>
  /** Starts no round any more; answers when the present one is through. */
  readonly stop: () => Promise<void>
}

const soonMs = 200
const shortestPauseMs = 1000
const longestPauseMs = 300_000

/** @example const lane = startLane({ work: push, intervalMs: 60_000, after, random }) */
export function startLane({ work, intervalMs, after, random }: LaneOptions): Lane {
  let round: Promise<void> | null = null
  let wanted = false
  let failures = 0
  let stopped = false
  let cancel = () => {}
  let waiting: (() => void)[] = []

  const plan = (ms: number) => {
    cancel()
    if (!stopped) cancel = after(ms, begin)
  }
  const begin = (): void => {
    if (round) {
      wanted = true
      return
    }
    cancel()
    const served = waiting
    waiting = []
    wanted = false
    const carriedOut = stopped ? Promise.resolve() : work()
    round = carriedOut
      .then(
        () => {
          failures = 0
        },
        () => {
          failures += 1
        },
      )
      .then(() => {
        round = null
        for (const resolve of served) resolve()
        if (wanted) begin()
        else
          plan(
            failures === 0 ? Math.round(intervalMs * (0.8 + random() * 0.4)) : pauseAfter(failures, random()),
          )
      })
  }
  plan(soonMs)
  return {
    nudge: () => {
      if (round) wanted = true
      else if (failures === 0) plan(soonMs)
    },
    wake: () => {
      failures = 0
      begin()
    },
    now: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        begin()
      }),
    stop: async () => {
      stopped = true
      cancel()
      while (round) await round
    },
  }
}

/** Full jitter between a second and a ceiling that doubles up to five minutes (sync.md 8). */
function pauseAfter(failures: number, chance: number): number {
  const ceiling = Math.min(longestPauseMs, shortestPauseMs * 2 ** failures)
  return Math.round(shortestPauseMs + chance * (ceiling - shortestPauseMs))
}
