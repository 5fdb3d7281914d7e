import { WakeHint, wakeHeartbeatSeconds } from '#shared/sync/care.ts'
import type { Timing } from './lane.ts'
import { assertServerUrl } from './server-url.ts'

export interface WakeOptions extends Timing {
  /** Where to listen; null while nobody is signed in or the connection costs money. */
  readonly where: () => Promise<{ readonly serverUrl: string; readonly token: string } | null>
  /** A scope may have something new. Only a hint: the regular rounds stay the truth. */
  readonly onHint: (hint: { readonly scope: string; readonly seq: number }) => void
}

/** Listens to the server's hints for as long as it runs. */
export interface WakeListener {
  /** Circumstances have changed (signed in, the network is back or costs money now): tries, or leaves, at once. */
  readonly retry: () => void
  readonly stop: () => Promise<void>
}

const shortestPauseMs = 1000
const longestPauseMs = 300_000
/** Two signs of life missed, and some: the connection is dead, whatever the system believes. */
const staleMs = wakeHeartbeatSeconds * 2000 + 10_000
const longestLine = 65_536

/** Connects, listens, and connects again with growing pauses and chance after the connection ended. */
export function listenForWake({ where, onHint, after, random }: WakeOptions): WakeListener {
  let stopped = false
  let failures = 0
  let running: Promise<void> | null = null
  let cancel = () => {}
  let abort = new AbortController()

  const plan = (ms: number) => {
    cancel()
    if (!stopped) cancel = after(ms, begin)
  }
  const begin = () => {
    cancel()
    if (running || stopped) return
    abort = new AbortController()
    running = connect(abort)
      .catch(() => undefined)
      .then(() => {
        running = null
        failures += 1
        const ceiling = Math.min(longestPauseMs, shortestPauseMs * 2 ** failures)
        plan(Math.round(shortestPauseMs + random() * (ceiling - shortestPauseMs)))
      })
  }

  async function connect(controller: AbortController): Promise<void> {
    const place = await where()
    if (!place || stopped) return
    let timer = setTimeout(() => controller.abort(), staleMs)
    try {
      const response = await fetch(new URL('wake', assertServerUrl(place.serverUrl)), {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${place.token}` },
        redirect: 'manual',
        signal: controller.signal,
      })
      const type = response.headers.get('content-type') ?? ''
      if (response.status !== 200 || !type.startsWith('text/event-stream')) {
        await response.body?.cancel()
        return
      }
      let rest = ''
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer)
        timer = setTimeout(() => controller.abort(), staleMs)
        failures = 0
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
        rest = lines.pop() ?? ''
        if (rest.length > longestLine) return
        for (const line of lines) hear(line)
      }
    } finally {
      clearTimeout(timer)
    }
  }

  function hear(line: string): void {
    if (!line.startsWith('data:')) return
    const hint = WakeHint.safeParse(parseJson(line.slice('data:'.length)))
    if (hint.success) onHint(hint.data)
  }

  begin()
  return {
    retry: () => {
      failures = 0
      const listening = abort
      if (!running) begin()
      else
        void where().then(
          (place) => place ?? listening.abort(),
          () => undefined,
        )
    },
    stop: async () => {
      stopped = true
      cancel()
      abort.abort()
      while (running) await running
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
