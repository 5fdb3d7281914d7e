import { readFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Op } from '#shared/sync/op.ts'
import { ErrorResponse, Health } from '#shared/sync/protocol.ts'
import { openApiText } from '../../server/commands/openapi.ts'
import type { Database } from '../../server/database/open-database.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const json = { 'content-type': 'application/json' }
const gzip = { ...json, 'content-encoding': 'gzip' }

async function post(payload: string | Buffer, headers: Record<string, string> = json, url = '/push') {
  const response = await server.app.inject({ method: 'POST', url, headers, payload })
  return [response.statusCode, ErrorResponse.parse(response.json()).error]
}

describe('an answer', () => {
  it('says that it comes from Outpost and what time the server has', async () => {
    const response = await server.app.inject({ method: 'GET', url: '/health' })
    expect(Health.parse(response.json())).toEqual({
      service: 'outpost',
      protocol: 1,
      epoch: expect.any(String),
      serverTime: server.time.now,
    })
    for (const url of ['/livez', '/readyz'])
      expect((await server.app.inject({ method: 'GET', url })).json()).toEqual({ status: 'ok' })
  })

  it('is compressed for whoever asks for it', async () => {
    const jia = await server.device('jia')
    const response = await server.app.inject({
      method: 'GET',
      url: '/changes',
      headers: { authorization: `Bearer ${jia.token}`, 'accept-encoding': 'gzip' },
    })
    expect(response.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(gunzipSync(response.rawPayload).toString()).grants).toContain('org')
  })
})

describe('a request that makes no sense', () => {
  it('is answered in one shape: HTML, broken gzip, half a text, too much, an unknown address', async () => {
    expect(await post('<html><body>Log in to the hotel</body></html>')).toEqual([400, 'bad-json'])
    expect(await post('<html></html>', { 'content-type': 'text/html' })).toEqual([
      415,
      'unsupported-media-type',
    ])
    expect(await post('not gzip at all', gzip)).toEqual([400, 'bad-encoding'])
    expect(await post(gzipSync('{"ops":[]}').subarray(0, 12), gzip)).toEqual([400, 'bad-encoding'])
    expect(await post('{}', { ...json, 'content-encoding': 'br' })).toEqual([400, 'bad-encoding'])
    expect(await post(`"${'x'.repeat(3_000_000)}"`)).toEqual([413, 'too-large'])
    expect(await post(gzipSync(`"${'x'.repeat(200_000_000)}"`), gzip)).toEqual([413, 'too-large'])
    expect(await post('')).toEqual([400, 'bad-json'])
    expect(await post('null')).toEqual([400, 'bad-request'])
    expect(await post('{}', json, '/nowhere')).toEqual([404, 'not-found'])
  })

  it('is refused without a token, with a wrong one, and for another device than its own', async () => {
    const body = JSON.stringify({ device: crypto.randomUUID(), incarnation: crypto.randomUUID(), ops: [] })
    expect(await post(body)).toEqual([401, 'unauthenticated'])
    expect(await post(body, { ...json, authorization: `Bearer ${'x'.repeat(43)}` })).toEqual([
      401,
      'unauthenticated',
    ])
    const jia = await server.device('jia')
    expect(await post(body, { ...json, authorization: `Bearer ${jia.token}` })).toEqual([403, 'wrong-device'])
    expect((await jia.request('GET', '/changes?since=nonsense')).statusCode).toBe(400)
    expect((await jia.request('GET', '/changes?limit=0')).json().error).toBe('bad-request')
  })
})

describe('a push', () => {
  it('may be sent as gzip', async () => {
    const jia = await server.device('jia')
    const ops = [sample.enterprise(jia)]
    const response = await server.app.inject({
      method: 'POST',
      url: '/push',
      headers: { ...gzip, authorization: `Bearer ${jia.token}` },
      payload: gzipSync(JSON.stringify({ device: jia.id, incarnation: crypto.randomUUID(), ops })),
    })
    expect(response.json().results).toEqual([{ opId: ops[0]?.opId, status: 'applied' }])
  })
})

describe('the log', () => {
  it('holds no token, no password and nothing that somebody wrote, even when a request fails inside', async () => {
    const jia = await server.device('jia')
    const secret = '样例机密内容'
    const enterprise = sample.enterprise(jia, { remarks: secret })
    await jia.push(enterprise, sample.note(jia, enterprise.id, { body: secret }))
    await failWithTheTextOf(server.db)
    const other = await server.device('jia')
    await other.pull()
    const [mine, theirs] = [
      jia.set('enterprises', enterprise.id, { remarks: `${secret}一` }),
      other.set('enterprises', enterprise.id, { remarks: `${secret}二` }),
    ]
    await jia.push(mine)
    expect((await other.pushRaw([theirs])).json()).toMatchObject({ error: 'internal' })

    expect(server.logged()).toContain('request failed')
    for (const hidden of [secret, jia.token, samplePassword]) expect(server.logged()).not.toContain(hidden)
  })
})

/** Makes the database fail with an error that quotes what somebody wrote. */
async function failWithTheTextOf(db: Database): Promise<void> {
  await sql`
    create function quoting() returns trigger language plpgsql as $$
      begin raise exception 'cannot keep %', new.lost using detail = new.lost::text; end
    $$`.execute(db)
  await sql`create trigger quoting before insert on field_history for each row execute function quoting()`.execute(
    db,
  )
}

describe('the description of the interface', () => {
  it('in docs/protocol.md shows an operation that the server takes for one', async () => {
    const text = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
    const example = /```json\n(\{\n {2}"opId"[\s\S]*?)```/.exec(text)?.[1]
    expect(Op.safeParse(JSON.parse(example ?? 'null')).error).toBeUndefined()
  })

  it('in docs/openapi.json is the one the server gives', async () => {
    const text = await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8')
    expect(text.trim()).toBe(await openApiText())
    const response = await server.app.inject({ method: 'GET', url: '/openapi.json' })
    expect(response.json()).toEqual(JSON.parse(text))
    expect(Object.keys(JSON.parse(text).paths)).toEqual(
      expect.arrayContaining(['/health', '/auth/sign-in', '/auth/sign-out', '/push', '/changes']),
    )
  })
})
