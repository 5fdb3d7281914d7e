import { type Hints, simHints } from './hints.ts'
import type { SimAnswer, SimRequest, SimServer } from './sim-server.ts'

/** One request of a laptop that has not come to an end. */
export interface Exchange {
  /** Boot of the laptop that asked; a laptop that died hears nothing. */
  readonly host: string
  readonly request: SimRequest
  /** What the server answered, once it did. */
  answer: SimAnswer | null
  readonly resolve: (response: Response) => void
  readonly reject: (error: Error) => void
}

/** What can become of an answer on its way back. */
export type AnswerFate =
  | { readonly fate: 'whole' }
  | { readonly fate: 'lost' }
  | { readonly fate: 'late' }
  | { readonly fate: 'cut'; readonly after: number }
  | { readonly fate: 'flipped'; readonly at: number }
  | { readonly fate: 'instead'; readonly what: Stranger }
  | { readonly fate: 'hole'; readonly at: number }

/** Answers that do not come from the server. */
export type Stranger =
  | 'portal'
  | 'bad-gateway'
  | 'too-large'
  | 'overloaded'
  | 'too-many'
  | 'empty'
  | 'no-grants'

/** The network between the laptops and the server: nothing moves on it unless the world says so. */
export interface SimNetwork {
  readonly fetch: typeof fetch
  readonly hints: Hints
  /** Requests under way, the oldest first. */
  readonly pending: readonly Exchange[]
  /** A fair network answers at once and whole. */
  fair: boolean
  /** Lets a request arrive; a second copy of it arrives right after the first when `twice`. */
  readonly arrive: (exchange: Exchange, twice: boolean) => Promise<void>
  /** The request never arrives. `refused`: nobody is there at all. */
  readonly lose: (exchange: Exchange, refused: boolean) => void
  readonly settle: (exchange: Exchange, fate: AnswerFate) => void
  /** A copy of an old request arrives; nobody waits for its answer. */
  readonly ghost: (age: number) => Promise<void>
  /** Somebody sends a request past the app and gets its answer; null when the server died over it. */
  readonly deliver: (host: string, request: SimRequest) => Promise<SimAnswer | null>
  /** Forgets what a dead laptop waited for. */
  readonly hangUp: (host: string) => void
  /** Breaks every exchange under way. */
  readonly breakAll: () => void
  readonly reset: () => void
}

const remembered = 12

/** Looks at a request as it arrives, then at the server's answer, whether that arrives or not; null: it died. */
export type Watch = (
  host: string,
  request: SimRequest,
) => Promise<(answer: SimAnswer | null) => Promise<void>>

export function simNetwork(server: Pick<SimServer, 'handle'>, watch: Watch): SimNetwork {
  const hints = simHints()
  let pending: Exchange[] = []
  let past: Exchange[] = []
  const close = (exchange: Exchange) => {
    pending = pending.filter((other) => other !== exchange)
  }
  let line: Promise<unknown> = Promise.resolve()
  // One after the other, also when a fair network brings several at once: what is right depends on when one looks.
  const serve = ({ host, request }: Pick<Exchange, 'host' | 'request'>): Promise<SimAnswer | null> => {
    const served = line.then(async () => {
      const heard = await watch(host, request)
      const answer = await server.handle(request)
      await heard(answer)
      return answer
    })
    line = served.catch(() => undefined)
    return served
  }
  const fail = (exchange: Exchange, code: string) => {
    close(exchange)
    exchange.reject(broken(code))
  }
  const network: SimNetwork = {
    hints,
    get pending() {
      return pending
    },
    fair: false,
    fetch: (input, init) =>
      new Promise((resolve, reject) => {
        const url = new URL(String(input))
        if (url.pathname === '/wake') {
          resolve(hints.listen(url.hostname, init?.signal ?? undefined))
          return
        }
        const exchange: Exchange = {
          host: url.hostname,
          request: {
            method: init?.method === 'POST' ? 'POST' : 'GET',
            path: `${url.pathname}${url.search}`,
            headers: Object.fromEntries(new Headers(init?.headers)),
            body: init?.body ? Buffer.from(init.body as Uint8Array) : null,
          },
          answer: null,
          resolve,
          reject,
        }
        const leave = () => {
          close(exchange)
          reject(init?.signal?.reason)
        }
        if (init?.signal?.aborted) {
          leave()
          return
        }
        init?.signal?.addEventListener('abort', leave)
        past = [...past, exchange].slice(-remembered)
        if (!network.fair) {
          pending = [...pending, exchange]
          return
        }
        serve(exchange).then(
          (answer) => (answer ? resolve(responseOf(answer)) : reject(broken('ECONNRESET'))),
          reject,
        )
      }),
    arrive: async (exchange, twice) => {
      exchange.answer = await serve(exchange)
      if (twice) await serve(exchange)
      if (!exchange.answer) fail(exchange, 'ECONNRESET')
    },
    lose: (exchange, refused) => fail(exchange, refused ? 'ECONNREFUSED' : 'ECONNRESET'),
    settle: (exchange, fate) => {
      close(exchange)
      const { answer, resolve, reject } = exchange
      if (!answer) return
      if (fate.fate === 'lost') reject(broken('ECONNRESET'))
      else if (fate.fate === 'late') reject(new DOMException('This operation was aborted', 'AbortError'))
      else resolve(fated(answer, fate))
    },
    ghost: async (age) => {
      const copy = past[past.length - 1 - (age % Math.max(1, past.length))]
      if (copy) await serve(copy)
    },
    deliver: (host, request) => serve({ host, request }),
    hangUp: (host) => {
      hints.hangUp(host)
      pending = pending.filter((exchange) => exchange.host !== host)
    },
    breakAll: () => {
      for (const exchange of pending) fail(exchange, 'ECONNREFUSED')
    },
    reset: () => {
      hints.reset()
      pending = []
      past = []
      network.fair = false
    },
  }
  return network
}

function broken(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}

function responseOf({ status, type, body }: SimAnswer): Response {
  return new Response(new Uint8Array(body), { status, headers: { 'content-type': type } })
}

function fated(answer: SimAnswer, fate: AnswerFate): Response {
  switch (fate.fate) {
    case 'cut': {
      const kept = new Uint8Array(answer.body.subarray(0, fate.after % Math.max(1, answer.body.length)))
      const stream = new ReadableStream({
        start: (controller) => controller.enqueue(kept),
        pull: (controller) => controller.error(broken('UND_ERR_SOCKET')),
      })
      return new Response(stream, { status: answer.status, headers: { 'content-type': answer.type } })
    }
    case 'flipped': {
      const body = Buffer.from(answer.body)
      const at = fate.at % Math.max(1, body.length)
      // A quotation mark in a wrong place: TLS would not let any flipped byte through, a broken proxy might.
      body[at] = 0x22
      return responseOf({ ...answer, body: isJson(body) ? Buffer.alloc(0) : body })
    }
    case 'instead':
      return responseOf(strangers[fate.what](answer))
    case 'hole':
      return responseOf({ ...answer, body: withHole(answer.body, fate.at) })
    default:
      return responseOf(answer)
  }
}

const html = (status: number, text: string) => () => ({
  status,
  type: 'text/html; charset=utf-8',
  body: Buffer.from(`<html><body>${text}</body></html>`),
})
const json = (status: number, value: unknown): SimAnswer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: Buffer.from(JSON.stringify(value)),
})

const strangers: Readonly<Record<Stranger, (answer: SimAnswer) => SimAnswer>> = {
  portal: html(200, '欢迎使用酒店网络'),
  'bad-gateway': html(502, 'Bad Gateway'),
  'too-large': html(413, 'Request Entity Too Large'),
  overloaded: () => json(500, { error: 'internal', message: '' }),
  'too-many': () => json(429, { error: 'too-many-requests', message: '' }),
  empty: () => json(200, {}),
  /** A listing that was cut off somewhere behind the server: nothing granted, nothing there. */
  'no-grants': (answer) => {
    if (!isJson(answer.body)) return json(200, {})
    const whole = JSON.parse(answer.body.toString('utf8'))
    return json(200, { ...whole, grants: [], scopes: [] })
  },
}

/** The page of a reader that skips what is committed late: one change is missing, the numbers go on behind it. */
function withHole(body: Buffer, at: number): Buffer {
  // A snapshot is lines, not a page.
  if (!isJson(body)) return body
  const page = JSON.parse(body.toString('utf8'))
  if (!Array.isArray(page.scopes)) return body
  const full = page.scopes.filter((scope: { changes?: unknown[] }) => (scope.changes?.length ?? 0) > 1)
  const scope = full[at % Math.max(1, full.length)]
  if (!scope) return body
  scope.changes.splice(at % (scope.changes.length - 1), 1)
  return Buffer.from(JSON.stringify(page))
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'))
    return true
  } catch {
    return false
  }
}
