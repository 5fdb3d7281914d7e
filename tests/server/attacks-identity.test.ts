import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Op } from '#shared/sync/op.ts'
import type { PushResult } from '#shared/sync/protocol.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
/** Whose work is attacked. She has handed operations to a colleague before the server got them. */
let bing: ServerDevice
/** A colleague of the same unit, with a changed program. */
let forger: ServerDevice
let reader: ServerDevice
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  bing = await server.device('bing')
  forger = await server.device('ding')
  reader = await server.device('bing')
})

const inWhole = (ops: readonly Op[], id = v7()) =>
  ops.map((op, index) => Op.parse({ ...op, group: { id, index, size: ops.length } }))
const said = (results: readonly PushResult[]) =>
  results.map((result) => (result.status === 'quarantined' ? [result.reason, result.detail] : result.status))
const nameOf = async (id: string) => {
  await reader.pull()
  return reader.values('enterprises', id).name
}
const aside = (opId: string, device: ServerDevice) =>
  server.db
    .selectFrom('op_quarantine')
    .selectAll()
    .where('op_id', '=', opId)
    .where('device', '=', device.id)
    .execute()

describe('an operation that a stranger knows before the server does', () => {
  it('is taken although the stranger sent it first, as it was', async () => {
    const op = sample.enterprise(bing, { name: '样例甲' })
    expect(said(await forger.push(op))).toEqual([['not-yours', 'author']])
    expect(said(await bing.push(op))).toEqual(['applied'])
    expect(await nameOf(op.id)).toBe('样例甲')
  })

  it('is taken although the stranger sent something malformed under its id first', async () => {
    const op = sample.enterprise(bing, { name: '样例甲' })
    const results = await forger.push({ opId: op.opId }, { ...op, table: '' })
    expect(results.map(({ status }) => status)).toEqual(['quarantined', 'quarantined'])
    expect(said(await bing.push(op))).toEqual(['applied'])
    expect(await nameOf(op.id)).toBe('样例甲')
  })

  it('is taken although the stranger sent it as its author, from another device', async () => {
    const op = sample.enterprise(bing, { name: '样例甲' })
    const forged = { ...op, author: forger.user.id }
    expect(said(await forger.push(forged))).toEqual([['not-yours', 'device']])
    expect(said(await bing.push(op))).toEqual(['applied'])
  })

  it('is never answered as taken when the stranger wrote something else under its id: it is kept and can be sent anew', async () => {
    const op = sample.enterprise(bing, { name: '样例甲' })
    const thief = { ...sample.enterprise(forger, { name: '样例乙' }), opId: op.opId }
    expect(said(await forger.push(thief))).toEqual(['applied'])
    expect(said(await bing.push(op))).toEqual([['malformed', 'opId']])
    expect(said(await bing.push(op))).toEqual([['malformed', 'opId']])
    const [kept, ...others] = await aside(op.opId, bing)
    expect(JSON.parse(kept?.op ?? 'null')).toEqual(op)
    expect(others).toEqual([])
    expect(said(await bing.push({ ...op, opId: v7() }))).toEqual(['applied'])
    expect(await nameOf(op.id)).toBe('样例甲')
    // The thief's own answer stays what it was.
    expect(said(await forger.push(thief))).toEqual(['applied'])
  })
})

describe('a whole operation that a stranger knows before the server does', () => {
  it('is taken although the stranger sent something malformed in its name', async () => {
    const ops = inWhole([sample.enterprise(bing), sample.enterprise(bing), sample.enterprise(bing)])
    const [first, second, third] = ops
    expect(said(await bing.push(first))).toEqual(['staged'])
    await forger.push({ ...second, table: '' }, { ...third, opId: v7(), kind: '' })
    expect(said(await bing.push(second, third))).toEqual(['applied', 'applied', 'applied'])
  })

  it('cannot be given a part by a stranger, and is taken as its author wrote it', async () => {
    const ops = inWhole([
      sample.enterprise(bing, { name: '样例甲' }),
      sample.enterprise(bing, { name: '样例乙' }),
    ])
    const [first, second] = ops
    if (!first || !second) throw new Error('there are two')
    const name = { ...second.fields.name, v: '样例假冒' }
    const forged = { ...second, fields: { ...second.fields, name } }
    expect(said(await forger.push(forged))).toEqual([['not-yours', 'author']])
    expect(said(await bing.push(first, second))).toEqual(['applied', 'applied'])
    expect(await nameOf(second.id)).toBe('样例乙')
  })

  it('has its own parts where a stranger uses the same name for a whole', async () => {
    const group = v7()
    const [first, second] = inWhole([sample.enterprise(bing), sample.enterprise(bing)], group)
    const [mine] = inWhole([sample.enterprise(forger), sample.enterprise(forger)], group)
    expect(said(await forger.push(mine))).toEqual(['staged'])
    expect(said(await bing.push(first, second))).toEqual(['applied', 'applied'])
  })
})

describe('the numbers of a device', () => {
  it('cannot be used up by a stranger who reads them in the feed', async () => {
    const known = sample.enterprise(bing)
    await bing.push(known)
    const stolen = { incarnation: known.incarnation, localSeq: known.localSeq + 1 }
    expect(said(await forger.push({ ...sample.enterprise(forger), ...stolen }))).toEqual(['applied'])
    expect((await bing.pushRaw([sample.enterprise(bing)])).statusCode).toBe(200)
  })
})
