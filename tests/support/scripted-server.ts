import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DeparturesRequest } from '#shared/sync/care.ts'
import { packClocks } from '#shared/sync/clocks.ts'
import { applyOp, emptyRecord, type RecordState, renameStamps, valuesOf } from '#shared/sync/merge.ts'
import { Op } from '#shared/sync/op.ts'
import { type Change, PushRequest, type PushResult, SignInRequest } from '#shared/sync/protocol.ts'

export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

/**
 * What happens to an answer on its way: `lost` cuts the connection instead, `silent` leaves it open and says nothing, a
 * number cuts after so many bytes.
 */
export type Fate = Answer | 'lost' | 'silent' | number

export interface ScriptedServer {
  readonly url: string
  /** Greater than every stamp it makes. */
  time: number
  epoch: string
  grants: string[]
  /** Days without the server that it allows; undefined says nothing of it. */
  leaseDays: number | undefined
  /** The device that its statements name. */
  deviceAsking: string
  /** Decides about operations: a reason refuses one, a map of stamps replaces its stamps, null takes it. */
  judge: (op: Op) => { refuse: 'invalid' | 'not-allowed' } | { restamp: ReadonlyMap<string, string> } | null
  /** Scopes whose feeds get an operation. */
  scopesOf: (op: Op) => readonly string[]
  /** May answer in the place of the server, which then does nothing. */
  forestall: (request: { path: string; body: unknown }) => Answer | null
  /** May replace or lose an answer that the server has already acted on. */
  intercept: (request: { path: string; body: unknown }, answer: Answer) => Fate
  readonly feeds: Map<string, Change[]>
  readonly records: Map<string, RecordState>
  /** Effects of each operation: more than one is a fault. */
  readonly effects: Map<string, number>
  readonly requests: { path: string; body: unknown; authorization: string | undefined }[]
  /** Takes an operation as if another device had pushed it. */
  readonly take: (op: Op) => PushResult
  /** Forgets which operations it has taken, as a database that was set back. */
  readonly forget: () => void
  readonly append: (scope: string, change: ChangeBody) => void
  /** The whole record as a new member of a scope gets it. */
  readonly wire: (table: string, id: string) => ChangeBody
  readonly close: () => Promise<void>
}

type Unnumbered<C> = C extends Change ? Omit<C, 'seq'> : never
export type ChangeBody = Unnumbered<Change>

export const unitOfScript = 'unit:00000000-0000-7000-8000-000000000001'

/** A server of the wire protocol in memory, over real HTTP, that does what a test tells it. */
export async function scriptedServer(): Promise<ScriptedServer> {
  const seen = new Map<string, PushResult>()
  const server: Omit<ScriptedServer, 'url' | 'close'> = {
    time: Date.UTC(2026, 0, 1, 8),
    epoch: 'epoch-1',
    grants: ['org', unitOfScript],
    leaseDays: undefined,
    deviceAsking: '00000000-0000-7000-8000-000000000000',
    judge: () => null,
    scopesOf: () => [unitOfScript],
    forestall: () => null,
    intercept: (_, answer) => answer,
    feeds: new Map(),
    records: new Map(),
    effects: new Map(),
    requests: [],
    take: (op) => {
      const known = seen.get(op.opId)
      if (known) return known
      const result = settle(op)
      seen.set(op.opId, result)
      return result
    },
    forget: () => seen.clear(),
    append: (scope, change) => {
      const feed = server.feeds.get(scope) ?? []
      feed.push({ ...change, seq: feed.length + 1 } as Change)
      server.feeds.set(scope, feed)
    },
    wire: (table, id) => {
      const state = server.records.get(`${table} ${id}`) ?? emptyRecord
      const values = JSON.parse(JSON.stringify(valuesOf(state)))
      return { kind: 'enter', record: { table, id, values, clocks: packClocks(state) } }
    },
  }

  function settle(op: Op): PushResult {
    const verdict = server.judge(op)
    if (verdict && 'refuse' in verdict)
      return { opId: op.opId, status: 'quarantined', reason: verdict.refuse, detail: null }
    const taken = verdict ? renameStamps(op, verdict.restamp) : op
    const key = `${op.table} ${op.id}`
    const { state, losses } = applyOp(server.records.get(key) ?? emptyRecord, taken)
    server.records.set(key, state)
    server.effects.set(op.opId, (server.effects.get(op.opId) ?? 0) + 1)
    for (const scope of server.scopesOf(taken)) server.append(scope, { kind: 'op', op: taken })
    const lost = losses.map((loss) => ({ field: loss.field, lost: loss.lost.hlc, kept: loss.kept.hlc }))
    if (verdict)
      return { opId: op.opId, status: 'restamped', stamps: Object.fromEntries(verdict.restamp), lost }
    return lost.length > 0 ? { opId: op.opId, status: 'merged', lost } : { opId: op.opId, status: 'applied' }
  }

  function answerTo(url: URL, body: unknown): Answer {
    switch (url.pathname) {
      case '/health':
        return json({ service: 'outpost', protocol: 1, serverTime: server.time })
      case '/auth/sign-in':
        return signIn(body)
      case '/auth/sign-out':
        return json({ signedOut: true })
      case '/push': {
        const results = PushRequest.parse(body).ops.map((op) => server.take(Op.parse(op)))
        return json({ epoch: server.epoch, serverTime: server.time, results })
      }
      case '/devices/me/departures':
        return departures(body)
      case '/changes':
        return changes(url)
      default:
        return { ...json({ error: 'not-found', message: '' }), status: 404 }
    }
  }

  /** Whatever a device asks about must go; nothing is signed. */
  function departures(body: unknown): Answer {
    const { records } = DeparturesRequest.parse(body)
    const { epoch, time: serverTime } = server
    const statement = {
      about: 'departures',
      device: server.deviceAsking,
      user: '00000000-0000-7000-9000-000000000001',
      epoch,
      at: new Date(serverTime).toISOString(),
      reason: 'no-grant',
      records,
    }
    const text = JSON.stringify(statement)
    return json({ epoch, serverTime, statement: { text, signature: '' }, kept: [], unknown: [] })
  }

  /** Every user signs in with the password `right`; the login is the user's name, its length their id. */
  function signIn(body: unknown): Answer {
    const { login, password } = SignInRequest.parse(body)
    if (password !== 'right') return { ...json({ error: 'sign-in-failed', message: '' }), status: 401 }
    const id = `00000000-0000-7000-9000-${String(login.length).padStart(12, '0')}`
    const user = { id, name: login, unitId: unitOfScript.slice('unit:'.length), role: 'field' }
    const { epoch, time: serverTime } = server
    return json({
      token: `token-${login.length}`,
      user,
      organisation: '样本',
      epoch,
      serverTime,
      leaseDays: server.leaseDays,
    })
  }

  function changes(url: URL): Answer {
    const since = new Map(
      url.searchParams.getAll('since').map((text) => {
        const at = text.lastIndexOf('@')
        return [text.slice(0, at), Number(text.slice(at + 1))]
      }),
    )
    const limit = Number(url.searchParams.get('limit') ?? 1000)
    let more = false
    const scopes = server.grants.flatMap((scope) => {
      const feed = server.feeds.get(scope) ?? []
      const next = feed.slice(since.get(scope) ?? 0)
      if (next.length > limit) more = true
      return next.length === 0 ? [] : [{ scope, head: feed.length, changes: next.slice(0, limit) }]
    })
    return json({ epoch: server.epoch, serverTime: server.time, grants: server.grants, scopes, more })
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://script')
    const body = await bodyOf(request)
    server.requests.push({ path: url.pathname, body, authorization: request.headers.authorization })
    const answer = server.forestall({ path: url.pathname, body }) ?? answerTo(url, body)
    const fate = server.intercept({ path: url.pathname, body }, answer)
    if (fate === 'silent') return
    if (fate === 'lost') {
      request.socket.destroy()
    } else if (typeof fate === 'number') {
      const bytes = gzipSync(answer.body)
      response.writeHead(answer.status, {
        'content-type': answer.type,
        'content-encoding': 'gzip',
        'content-length': bytes.length,
      })
      response.write(bytes.subarray(0, fate), () => request.socket.destroy())
    } else {
      response.writeHead(fate.status, { 'content-type': fate.type, 'content-encoding': 'gzip' })
      response.end(gzipSync(fate.body))
    }
  }

  const http = createServer((request, response) => {
    serve(request, response).catch((error) => {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: 'internal', message: String(error) }))
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  if (!address || typeof address === 'string') throw new Error('no port')
  return Object.assign(server, {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  })
}

const json = (value: unknown): Answer => ({
  status: 200,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
})

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (bytes.length === 0) return undefined
  return JSON.parse(String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes))
}
