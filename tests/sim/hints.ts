/** A hint that the server sent and the network holds. */
export interface SimHint {
  readonly host: string
  readonly scope: string
  readonly seq: number
}

/**
 * The lines on which laptops listen for the server's hints. The server's part is made up here, since its own hub
 * works by the clock: after each of its answers, whoever listens is told of every scope that has something new, of
 * those that are not for it as well. What becomes of a hint on the way the world decides.
 */
export interface Hints {
  /** A laptop begins to listen. */
  readonly listen: (host: string, signal: AbortSignal | undefined) => Response
  /** Hints under way, the oldest first. */
  readonly pending: readonly SimHint[]
  readonly announce: (scope: string, seq: number) => void
  /** Takes a hint off the network. */
  readonly take: (which: number) => SimHint | undefined
  /** A hint arrives where it was meant to, if anybody still listens there. */
  readonly deliver: (hint: SimHint) => void
  /** The line breaks. */
  readonly cut: (host: string) => void
  /** Hosts whose line is open. */
  readonly listening: () => readonly string[]
  /** Whether a laptop's line is open that it opened again after an earlier one broke. */
  readonly isOpenAgain: (host: string) => boolean
  readonly hangUp: (host: string) => void
  readonly reset: () => void
}

const mostPending = 30

export function simHints(): Hints {
  const lines = new Map<string, ReadableStreamDefaultController<Uint8Array>>()
  const opened = new Map<string, number>()
  let pending: SimHint[] = []
  const write = (host: string, text: string) => lines.get(host)?.enqueue(new TextEncoder().encode(text))
  const cut = (host: string, reason: unknown = new TypeError('terminated')) => {
    const line = lines.get(host)
    lines.delete(host)
    line?.error(reason)
  }
  return {
    listen: (host, signal) => {
      opened.set(host, (opened.get(host) ?? 0) + 1)
      const body = new ReadableStream<Uint8Array>({
        start: (line) => {
          lines.set(host, line)
        },
        cancel: () => {
          lines.delete(host)
        },
      })
      signal?.addEventListener('abort', () => cut(host, signal.reason))
      write(host, ': hello\n\n')
      return new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } })
    },
    get pending() {
      return pending
    },
    announce: (scope, seq) => {
      const told = [...lines.keys()].map((host) => ({ host, scope, seq }))
      pending = [...pending, ...told].slice(-mostPending)
    },
    take: (which) => {
      const hint = pending[which % Math.max(1, pending.length)]
      pending = pending.filter((other) => other !== hint)
      return hint
    },
    deliver: ({ host, scope, seq }) =>
      write(host, `event: wake\ndata: ${JSON.stringify({ scope, seq })}\n\n`),
    cut,
    listening: () => [...lines.keys()],
    isOpenAgain: (host) => lines.has(host) && (opened.get(host) ?? 0) > 1,
    hangUp: (host) => {
      lines.delete(host)
    },
    reset: () => {
      for (const host of lines.keys()) cut(host)
      opened.clear()
      pending = []
    },
  }
}
