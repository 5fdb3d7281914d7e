import { gzipSync } from 'node:zlib'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { PushResponse } from '#shared/sync/protocol.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let bing: ServerDevice
let reader: ServerDevice
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  bing = await server.device('bing')
  reader = await server.device('bing')
})

/** Sends a body as it stands: what no program would write. */
const sendText = async (text: string | Buffer, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/push',
    headers: { authorization: `Bearer ${bing.token}`, 'content-type': 'application/json', ...headers },
    payload: text,
  })
const bodyOf = (...ops: readonly string[]) =>
  `{"device":"${bing.id}","incarnation":"${v7()}","ops":[${ops.join(',')}]}`
const withField = (op: Op, name: string, value: string) =>
  JSON.stringify(op).replace(
    '"fields":{',
    `"fields":{${name}:{"v":${value},"hlc":"${stampOf(op)}","base":[]},`,
  )
const stampOf = (op: Op) => op.fields.name?.hlc ?? ''
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

const odd: readonly [string, (op: Op) => string][] = [
  ['U+0000 in a value', (op) => withField(op, '"x"', '"a\\u0000b"')],
  ['U+0000 in a name', (op) => withField(op, '"ci\\u0000ty"', '1')],
  ['half a surrogate pair in a value', (op) => withField(op, '"x"', '"\\ud800"')],
  ['half a surrogate pair deep in a value', (op) => withField(op, '"x"', '{"a":["\\udfff"]}')],
  ['half a surrogate pair in a name within a value', (op) => withField(op, '"x"', '{"\\ud800":1}')],
  ['a field named __proto__', (op) => withField(op, '"__proto__"', '{"isAdmin":true}')],
  ['a field named constructor', (op) => withField(op, '"constructor"', '1')],
  ['__proto__ within a value', (op) => withField(op, '"x"', '{"__proto__":{"a":1}}')],
  ['a name of 10,000 characters', (op) => withField(op, `"${'x'.repeat(10_000)}"`, '1')],
  ['a number beyond all numbers', (op) => withField(op, '"x"', '1e400')],
  ['nesting of 33 levels', (op) => withField(op, '"x"', nested(33))],
  ['nesting without end', (op) => withField(op, '"x"', nested(200_000))],
  [
    'nesting without end beside what cannot be kept',
    (op) => withField(op, '"x"', nested(200_000)).replace(/}$/, ',"zz":"\\u0000"}'),
  ],
  ['a stamp in capitals', (op) => JSON.stringify(op).replaceAll(stampOf(op), stampOf(op).toUpperCase())],
  ['a stamp of the wrong length', (op) => JSON.stringify(op).replaceAll(stampOf(op), `${stampOf(op)}0`)],
  ['a number that is no whole one', (op) => JSON.stringify({ ...op, localSeq: 1.5 })],
  ['a negative number', (op) => JSON.stringify({ ...op, localSeq: -1 })],
  [
    'a number beyond 2^53',
    (op) => JSON.stringify(op).replace(/"localSeq":\d+/, '"localSeq":9007199254740993'),
  ],
  ['an id in capitals', (op) => JSON.stringify({ ...op, opId: op.opId.toUpperCase() })],
  [
    'a group whose size is not its own',
    (op) => JSON.stringify({ ...op, group: { id: v7(), index: 5, size: 2 } }),
  ],
]

describe('an operation of a shape that nobody writes', () => {
  it.each(odd)('(%s) is set aside alone, and gets the same answer again', async (_, spoil) => {
    const [before, after] = [sample.enterprise(bing), sample.enterprise(bing)]
    const body = bodyOf(JSON.stringify(before), spoil(sample.enterprise(bing)), JSON.stringify(after))
    const [first, again] = [await sendText(body), await sendText(body)]
    expect(first.statusCode).toBe(200)
    const { results } = PushResponse.parse(first.json())
    expect(results.map(({ status }) => status)).toEqual(['applied', 'quarantined', 'applied'])
    expect(again.json().results).toEqual(first.json().results)
    await reader.pull()
    expect(reader.sees('enterprises', before.id) && reader.sees('enterprises', after.id)).toBe(true)
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  })

  it('with what JSON can carry after all is taken, and reaches the others as it was', async () => {
    const op = sample.enterprise(bing)
    const values = {
      x: { 乙: 1e300, 甲: [5e-324, 0, 9007199254740991, '👩‍👧'] },
      toString: 'a',
      hasOwnProperty: 1,
    }
    const more = Object.fromEntries(
      Object.entries(values).map(([name, v]) => [name, { v, hlc: stampOf(op), base: [] }]),
    )
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`f${index}`, { v: index, hlc: stampOf(op), base: [] }]),
    )
    const odd = { ...op, fields: { ...op.fields, ...more, ...many } }
    expect((await bing.push(odd)).map(({ status }) => status)).toEqual(['applied'])
    await reader.pull()
    expect(reader.values('enterprises', op.id)).toMatchObject({ ...values, f2999: 2999 })
  })
})

describe('a table named like something that every object has', () => {
  it.each(Object.getOwnPropertyNames(Object.prototype).concat('prototype', 'length'))(
    '(%s) is a table like any other that is not known: what is written there is taken, changed and passed on',
    async (table) => {
      const id = v7()
      const made = bing.set(table, id, { createdBy: bing.user.id, unitId: bing.user.unitId, x: 1 })
      const [first] = await bing.push(made)
      const [second] = await bing.push(bing.set(table, id, { x: 2, toString: 3, constructed: 4 }))
      expect([first?.status, second?.status]).toEqual(['applied', 'applied'])
      await reader.pull()
      expect(reader.values(table, id)).toMatchObject({ x: 2 })
    },
  )
})

describe('a body that is not one', () => {
  const codeOf = async (answer: ReturnType<typeof sendText>) => {
    const { statusCode, body } = await answer
    return [statusCode, JSON.parse(body).error]
  }

  it('is refused by name, and nothing of it is taken', async () => {
    const op = sample.enterprise(bing)
    const whole = bodyOf(JSON.stringify(op))
    expect(await codeOf(sendText(whole.slice(0, -1)))).toEqual([400, 'bad-json'])
    expect(await codeOf(sendText(nested(1_000_000)))).toEqual([400, 'bad-request'])
    expect(await codeOf(sendText(gzipSync(whole), {}))).toEqual([400, 'bad-json'])
    expect(await codeOf(sendText(whole, { 'content-encoding': 'gzip' }))).toEqual([400, 'bad-encoding'])
    const half = gzipSync(whole).subarray(0, 100)
    expect(await codeOf(sendText(half, { 'content-encoding': 'gzip' }))).toEqual([400, 'bad-encoding'])
    expect(await codeOf(sendText(whole, { 'content-encoding': 'gzip, gzip' }))).toEqual([400, 'bad-encoding'])
    await reader.pull()
    expect(reader.sees('enterprises', op.id)).toBe(false)
  })

  it('is refused, not failed upon, where it carries what PostgreSQL cannot keep outside of an operation', async () => {
    const device = { id: v7(), name: '样例\u0000', incarnation: v7() }
    const login = { login: 'bing', password: samplePassword, device }
    const records = [{ table: 'notes\u0000', id: v7() }]
    const answers = [
      bing.request('POST', '/auth/sign-in', login),
      bing.request('POST', '/auth/sign-in', {
        ...login,
        login: 'bing\u0000',
        device: { ...device, name: '样例' },
      }),
      bing.request('POST', '/devices/me/departures', { records }),
      bing.request('GET', '/changes?since=org%00@1'),
      bing.request('GET', '/snapshot?scope=org%00'),
    ]
    for (const answer of answers) expect(await codeOf(answer)).toEqual([400, 'bad-request'])
  })

  it('may unpack to no more than a push, however small it is packed', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
    expect(await codeOf(sendText(bomb, { 'content-encoding': 'gzip' }))).toEqual([413, 'too-large'])
    expect(await codeOf(sendText(Buffer.alloc(4 * 1024 * 1024, 0x20)))).toEqual([413, 'too-large'])
  })

  it('is no more than a refusal where it is carried for others', async () => {
    const carried = (run: string) => sendText(bodyOf().replace(/}$/, `,"carried":[${run}]}`))
    expect((await carried(nested(200_000))).statusCode).toBe(400)
    const head = JSON.stringify({
      ...{ format: 1, device: bing.id, incarnation: v7(), author: bing.user.id, onServer: false, count: 1 },
      signedAt: '2026-03-01T08:00:00.000Z',
    })
    const deep = JSON.stringify(sample.enterprise(bing)).replace(
      '"fields":{',
      `"fields":{"x":{"v":${nested(50_000)},"hlc":"${'0'.repeat(32)}","base":[]},`,
    )
    const run = JSON.stringify({ head, ops: [deep], signature: 'A'.repeat(86) })
    const answer = await carried(run)
    expect(answer.json().carried).toMatchObject([{ status: 'set-aside', reason: 'malformed' }])
  })
})
