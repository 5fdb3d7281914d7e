import { gzipSync } from 'node:zlib'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChangesResponse, PushResponse, SignInResponse } from '#shared/sync/protocol.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { addressOf, type Exchange, recordingOfProtocol } from '../support/wire-fixture.ts'

const { recorded, exchanges } = recordingOfProtocol(1)

describe('a laptop of protocol 1 before the server of today', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.stop())

  it('gets the answer it got then to everything it sends', async () => {
    const translate = translator()
    for (const { login, id } of server.organisation.users)
      if (login in recorded.users) translate.learn(recorded.users[login as 'jia'], id)
    for (const [unit, id] of Object.entries(recorded.units))
      translate.learn(id, server.organisation.units[unit as 'zone'])
    const received = { before: new Map<string, Set<string>>(), now: new Map<string, Set<string>>() }
    for (const exchange of exchanges) {
      const { request, response } = exchange
      const answer = await send(translate.toToday(exchange))
      const body = answer.json()
      expect(answer.statusCode, `${request.method} ${request.path}`).toBe(response.status)
      expectAtLeast(body, response.body, request.path)
      if (response.status !== 200) continue
      if (addressOf(exchange) === '/auth/sign-in') {
        const { login } = request.body as { login: string }
        translate.learn(`token-of-${login}`, SignInResponse.parse(body).token)
      }
      if (addressOf(exchange) === '/push') {
        const outcome = (text: unknown) =>
          PushResponse.parse(text).results.map((result) => ({
            opId: result.opId,
            status: result.status,
            lost: 'lost' in result ? result.lost.map(({ field }) => field) : null,
            reason: 'reason' in result ? result.reason : null,
          }))
        expect(outcome(body)).toEqual(outcome(response.body))
      }
      if (addressOf(exchange) === '/changes' && request.token) {
        remember(received.before, request.token, translate.text(response.body))
        remember(received.now, request.token, body)
      }
    }
    // Pages need not fall as they did then; what each laptop received in all must, save of what then left the scope.
    for (const [token, changes] of received.before) {
      const now = received.now.get(token) ?? new Set()
      const left = (change: string) => {
        const leave = change.replace(/ op \S+ | enter /, ' leave ')
        return changes.has(leave) && now.has(leave)
      }
      expect([...changes].filter((change) => !now.has(change) && !left(change))).toEqual([])
    }
  })

  function send({ request }: Exchange) {
    const text =
      request.body === null
        ? null
        : typeof request.body === 'string'
          ? request.body
          : JSON.stringify(request.body)
    return server.app.inject({
      method: request.method,
      url: request.path,
      headers: {
        ...(request.token ? { authorization: `Bearer ${request.token}` } : {}),
        ...(text === null ? {} : { 'content-type': 'application/json' }),
        ...(request.gzip ? { 'content-encoding': 'gzip' } : {}),
      },
      ...(text === null ? {} : { payload: request.gzip ? gzipSync(text) : text }),
    })
  }

  /** Replaces the ids and tokens of then by those of today, wherever they stand. */
  function translator() {
    const today = new Map<string, string>([['sample-password-1', samplePassword]])
    const text = (value: unknown): unknown => {
      let json = JSON.stringify(value)
      for (const [old, fresh] of today) json = json.replaceAll(old, fresh)
      return JSON.parse(json)
    }
    return {
      learn: (old: string, fresh: string) => today.set(old, fresh),
      text,
      toToday: (exchange: Exchange) => text(exchange) as Exchange,
    }
  }
})

function remember(all: Map<string, Set<string>>, token: string, body: unknown): void {
  const changes = all.get(token) ?? new Set()
  all.set(token, changes)
  for (const { scope, changes: list } of ChangesResponse.parse(body).scopes) {
    // The units and users were made anew for this server.
    if (scope === 'org') continue
    for (const change of list) {
      if (change.kind === 'op')
        changes.add(`${scope} op ${change.op.opId} ${change.op.table} ${change.op.id}`)
      else if (change.kind === 'enter')
        changes.add(`${scope} enter ${change.record.table} ${change.record.id}`)
      else changes.add(`${scope} leave ${change.table} ${change.id}`)
    }
  }
}

/** Answers may gain members, never lose or change the type of one. Lists are left to the closer comparisons. */
function expectAtLeast(now: unknown, then: unknown, path: string): void {
  expect(Array.isArray(now) ? 'list' : typeof now, path).toBe(Array.isArray(then) ? 'list' : typeof then)
  if (typeof then !== 'object' || then === null || Array.isArray(then)) return
  for (const [name, value] of Object.entries(then)) {
    expect(Object.keys(now as object), path).toContain(name)
    expectAtLeast((now as Record<string, unknown>)[name], value, `${path} ${name}`)
  }
}

describe('a request of a laptop newer than the server', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.stop())

  it('is answered although it has members the server does not know', async () => {
    const bing = await server.device('bing')
    const pushed = await bing.request('POST', '/push', {
      device: bing.id,
      incarnation: v7(),
      ops: [],
      hologram: { depth: 3 },
    })
    expect(pushed.statusCode).toBe(200)
    const pulled = await bing.request('GET', '/changes?limit=10&hologram=yes')
    expect(pulled.statusCode).toBe(200)
  })
})
