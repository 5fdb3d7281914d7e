import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ChecksumsResponse,
  ClearanceResponse,
  ClearanceStatement,
  DeparturesRequest,
  DeparturesResponse,
  DeparturesStatement,
  FreshnessResponse,
} from '#shared/sync/care.ts'
import {
  ChangesResponse,
  ErrorResponse,
  PushRequest,
  PushResponse,
  SignInRequest,
  SignInResponse,
} from '#shared/sync/protocol.ts'
import { readChunk, SnapshotEnd, SnapshotLine, SnapshotScopes } from '#shared/sync/snapshot.ts'
import { addressOf, type Exchange } from '../support/wire-fixture.ts'
import { newOfficeIds, type OfficeIds, type WireOffice, wireOffice } from '../support/wire-office.ts'
import { bodyOf, recordStory, type StoryIds } from '../support/wire-story.ts'

interface Recorded {
  readonly office: OfficeIds
  readonly story: StoryIds
  readonly exchanges: readonly Exchange[]
}

/** Made once with RECORD_WIRE=yes and never written over: what joins later gets a recording of its own beside it. */
const file = fileURLToPath(new URL('../fixtures/wire/protocol-1-later.json', import.meta.url))

if (process.env.RECORD_WIRE === 'yes') {
  const ids = newOfficeIds()
  const office = await wireOffice(ids)
  const { exchanges, story } = await recordStory(office, ids)
  await office.stop()
  const lines = exchanges.map((exchange) => JSON.stringify(exchange)).join(',\n')
  const heads = `"office": ${JSON.stringify(ids)},\n"story": ${JSON.stringify(story)}`
  writeFileSync(file, `{\n${heads},\n"exchanges": [\n${lines}\n]\n}\n`, { flag: 'wx' })
}

const { office: ids, story, exchanges }: Recorded = JSON.parse(readFileSync(file, 'utf8'))
const leftAScope = new Set(
  exchanges
    .filter((exchange) => addressOf(exchange) === '/changes' && exchange.response.status === 200)
    .flatMap(({ response }) => ChangesResponse.parse(response.body).scopes)
    .flatMap(({ changes }) => changes.flatMap((change) => (change.kind === 'leave' ? [change.id] : []))),
)
const recorded = (address: string) => exchanges.filter((exchange) => addressOf(exchange) === address)

describe('the messages that joined protocol 1 later', () => {
  it('were recorded each, with every outcome they have', () => {
    expect(new Set(exchanges.map(addressOf))).toEqual(
      new Set([
        ...[
          '/auth/sign-in',
          '/push',
          '/changes',
          '/snapshot',
          '/snapshot/scopes',
          '/checksums',
          '/freshness',
        ],
        ...['/devices/me/clearance', '/devices/me/departures'],
      ]),
    )
    const texts = exchanges.map(({ request, response }) => JSON.stringify([request, response])).join()
    for (const part of ['"staged"', '"taken"', '"set-aside"', '"bad-signature"', '"malformed"', '"decision"'])
      expect(texts.includes(part), part).toBe(true)
    for (const part of ['"request"', '"reason":"group"', '"left":0', '"left":2', '"counter-reused"'])
      expect(texts.includes(part), part).toBe(true)
  })

  it('are read whole by the present schemas: nothing of them is dropped or refused', () => {
    const answers = {
      '/auth/sign-in': SignInResponse,
      '/push': PushResponse,
      '/changes': ChangesResponse,
      '/snapshot/scopes': SnapshotScopes,
      '/checksums': ChecksumsResponse,
      '/freshness': FreshnessResponse,
      '/devices/me/clearance': ClearanceResponse,
      '/devices/me/departures': DeparturesResponse,
    } as const
    const questions = {
      '/auth/sign-in': SignInRequest,
      '/push': PushRequest,
      '/devices/me/departures': DeparturesRequest,
    } as const
    for (const exchange of exchanges) {
      const { request, response } = exchange
      const address = addressOf(exchange)
      if (response.status >= 400) expect(ErrorResponse.parse(response.body)).toEqual(response.body)
      else if (address in answers)
        expect(answers[address as keyof typeof answers].parse(response.body)).toEqual(response.body)
      if (address in questions)
        expect(questions[address as keyof typeof questions].parse(request.body)).toEqual(request.body)
    }
  })

  it('hold a snapshot that is read chunk by chunk, each with the hash it came with', () => {
    const [snapshot] = recorded('/snapshot')
    const { chunks, records, ended } = takeApart(String(snapshot?.response.body))
    expect(chunks).toBe(1)
    expect(records).toBe(ended.records)
    expect(records).toBe(3)
  })
})

describe('a laptop that sends those messages before the server of today', () => {
  let office: WireOffice
  beforeAll(async () => {
    office = await wireOffice(ids)
  })
  afterAll(() => office.stop())

  it('gets the outcome it got then', async () => {
    const tokens = new Map<string, string>()
    for (const exchange of exchanges) {
      const { request, response } = exchange
      const token = tokens.get(request.token ?? '')
      const answer = await office.app.inject({
        method: request.method,
        url: request.path,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        ...(request.body === null ? {} : { payload: request.body as object }),
      })
      const body = bodyOf(answer)
      const place = `${request.method} ${request.path}`
      expect(answer.statusCode, place).toBe(response.status)
      if (addressOf(exchange) === '/auth/sign-in') {
        const { login } = SignInRequest.parse(request.body)
        tokens.set(`token-of-${login}`, SignInResponse.parse(body).token)
      } else expect(outcomeOf(exchange, body), place).toEqual(outcomeOf(exchange, response.body))
    }
  })
})

/** What must be the same on every server: not stamps, keys, epochs and ids that a server makes. */
function outcomeOf(exchange: Exchange, body: unknown): unknown {
  if (exchange.response.status >= 400) return ErrorResponse.parse(body).error
  switch (addressOf(exchange)) {
    case '/push': {
      const { results, carried } = PushResponse.parse(body)
      return { results, carried }
    }
    case '/changes':
      return ChangesResponse.parse(body)
        .scopes.filter(({ scope }) => scope !== 'org' && !scope.startsWith('user:'))
        .map(({ scope, head, changes }) => [scope, head, changes.map(entryOf)])
    case '/snapshot/scopes':
      return SnapshotScopes.parse(body).scopes
    case '/snapshot':
      return takeApart(String(body)).keys
    case '/checksums':
      return ChecksumsResponse.parse(body).scopes.map(({ scope, seq }) => [scope, seq])
    case '/freshness':
      return FreshnessResponse.parse(body).people.map(({ userId }) => userId)
    case '/devices/me/clearance': {
      const { statement } = ClearanceResponse.parse(body)
      const { device, user, accepted, digest, quarantined, lastLocalSeq } = ClearanceStatement.parse(
        JSON.parse(statement.text),
      )
      return { device, user, accepted, digest, quarantined, lastLocalSeq }
    }
    case '/devices/me/departures': {
      const { statement, kept, unknown } = DeparturesResponse.parse(body)
      const { records, reason } = DeparturesStatement.parse(JSON.parse(statement.text))
      expect(records).toEqual([{ table: 'enterprises', id: story.left }])
      return { records, reason, kept, unknown }
    }
    default:
      return undefined
  }
}

function entryOf(change: ChangesResponse['scopes'][number]['changes'][number]) {
  const { seq, kind, group } = change
  // Keys of trips are made by each server.
  if (change.kind === 'op') {
    const { table, id, opId, author } = change.op
    // Then it was still told whole to whoever read it after it had left.
    if (leftAScope.has(id)) return [seq, 'leave', table, id, group ?? null]
    const own = Object.values(ids).includes(author)
    return [seq, kind, table, own ? id : null, own ? opId : null, change.op.kind, group ?? null]
  }
  const { table, id } = change.kind === 'enter' ? change.record : change
  return [seq, kind, table, table === 'tripKeys' ? null : id, group ?? null]
}

/** Reads a snapshot as a device does. */
function takeApart(text: string) {
  const bytes = Buffer.from(text, 'utf8')
  const keys: string[] = []
  let at = 0
  let chunks = 0
  const line = () => {
    const end = bytes.indexOf(0x0a, at)
    const found = SnapshotLine.parse(JSON.parse(bytes.subarray(at, end).toString('utf8')))
    at = end + 1
    return found
  }
  for (;;) {
    const head = line()
    if (head.kind === 'end') return { keys, chunks, records: keys.length, ended: SnapshotEnd.parse(head) }
    if (head.kind === 'snapshot') continue
    const chunk = bytes.subarray(at, at + head.bytes)
    expect(createHash('sha256').update(chunk).digest('hex')).toBe(head.sha256)
    for (const record of readChunk(chunk.toString('utf8')))
      keys.push(
        record.kind === 'short'
          ? `${record.shape.table} ${record.line[1]}`
          : JSON.stringify(Object.values(record.record as object).slice(0, 2)),
      )
    at += head.bytes
    chunks += 1
  }
}
