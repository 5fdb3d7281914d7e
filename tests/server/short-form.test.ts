import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import { ChangesResponse } from '#shared/sync/protocol.ts'
import { entryOf } from '../../electron/data/sync/feed-page.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const short = (op: Op): unknown => JSON.parse(opText(op))
/** The operations in a page as they travel. */
const opsIn = (page: { scopes: { changes: { op?: { opId: string } }[] }[] }, opId: string) =>
  page.scopes.flatMap(({ changes }) => changes.flatMap(({ op }) => (op?.opId === opId ? [op] : [])))

describe('an operation in the short form', () => {
  it('is taken as what it says, and known again in the long form', async () => {
    const device = await server.device('yi')
    const op = sample.enterprise(device)
    expect(short(op)).not.toHaveProperty('fields')
    const answer = await device.pushRaw([short(op)])
    expect(answer.json()).toMatchObject({ short: true, results: [{ opId: op.opId, status: 'applied' }] })
    expect((await device.pushRaw([op])).json().results).toEqual(answer.json().results)
    const row = await server.db
      .selectFrom('records')
      .select('data')
      .where('id', '=', op.id)
      .executeTakeFirstOrThrow()
    expect(row.data).toEqual(Object.fromEntries(Object.entries(op.fields).map(([name, { v }]) => [name, v])))
  })

  it('is handed out short to whoever says that they read it, and long to everybody else', async () => {
    const device = await server.device('yi')
    const op = sample.enterprise(device)
    await device.push(op)
    const since = 'limit=1000'
    const long = await device.request('GET', `/changes?${since}`)
    expect(opsIn(long.json(), op.opId)).toEqual([op])
    expect(() => ChangesResponse.parse(long.json())).not.toThrow()
    const page = (await device.request('GET', `/changes?${since}&short=1`)).json()
    expect(opsIn(page, op.opId)).toEqual([short(op)])
    const entries = page.scopes.flatMap(({ changes }: { changes: unknown[] }) => changes.map(entryOf))
    expect(entries.every(({ change }: { change: unknown }) => change !== null)).toBe(true)
    expect(entries).toContainEqual(expect.objectContaining({ change: expect.objectContaining({ op }) }))
  })

  it('is refused alone when it is none', async () => {
    const device = await server.device('yi')
    const [good, bad] = [sample.enterprise(device), sample.enterprise(device)]
    const broken = { ...(short(bad) as object), hlc: 'x' }
    const odd = JSON.parse(`{"opId":"odd","hlc":"${'0'.repeat(32)}","values":{"__proto__":1}}`)
    expect(await device.push(broken, odd, short(good))).toMatchObject([
      { status: 'quarantined', reason: 'malformed' },
      { status: 'quarantined', reason: 'malformed' },
      { status: 'applied' },
    ])
  })

  it('is still read as it was when it was first sent', () => {
    const file = new URL('../fixtures/wire/protocol-1-short.json', import.meta.url)
    const { sent, meant } = JSON.parse(readFileSync(file, 'utf8'))
    for (const [index, change] of sent.entries())
      expect(entryOf(change).change).toEqual({ ...change, op: meant[index] })
  })
})
