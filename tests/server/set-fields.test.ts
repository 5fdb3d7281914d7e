import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let a: ServerDevice
let b: ServerDevice
beforeAll(async () => {
  server = await testServer()
  a = await server.device('bing')
  b = await server.device('bing')
})
afterAll(() => server.stop())

const setList = (device: ServerDevice, id: string, phones: string[]): Op =>
  device.set('contacts', id, { phones })

async function contactOfBoth(phones: string[]): Promise<string> {
  const contact = sample.contact(a)
  await a.push(contact, setList(a, contact.id, phones))
  await b.pull()
  return contact.id
}

const listOf = (device: ServerDevice, id: string) => device.values('contacts', id).phones

describe('phone numbers that two people keep', () => {
  it('unite what both added and honour what one took out', async () => {
    const id = await contactOfBoth(['1', '2'])
    const mine = setList(a, id, ['2', '3'])
    server.time.now += 1000
    const theirs = setList(b, id, ['1', '2', '4'])
    expect((await a.push(mine))[0]?.status).toBe('applied')
    expect((await b.push(theirs))[0]?.status).toBe('applied')
    const fresh = await server.device('bing')
    await fresh.pull()
    expect(listOf(fresh, id)).toEqual(['2', '3', '4'])
    const { data } = await server.db
      .selectFrom('records')
      .select('data')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(data).toMatchObject({ phones: ['2', '3', '4'] })
  })

  it('are not refused because both together are more than one may enter', async () => {
    const id = await contactOfBoth(['0'])
    const numbers = (from: number) => Array.from({ length: 8 }, (_, n) => String(from + n))
    const results = [
      ...(await a.push(setList(a, id, ['0', ...numbers(100)]))),
      ...(await b.push(setList(b, id, ['0', ...numbers(200)]))),
    ]
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied'])
    const [tooMany] = await a.push(
      setList(
        a,
        id,
        numbers(300).flatMap((n) => [n, `${n}0`]),
      ),
    )
    expect(tooMany).toMatchObject({ status: 'quarantined', reason: 'invalid', detail: 'phones: too-many' })
  })

  it('cannot turn another field into a list, nor a delete', async () => {
    const id = await contactOfBoth(['1'])
    const set = { add: ['x'], remove: [] }
    const name = a.set('contacts', id, { name: 'x' })
    if (name.fields.name) name.fields.name.set = set
    const removal = a.delete('contacts', id)
    if (removal.fields.deleted) removal.fields.deleted.set = set
    const results = await a.push(name, removal)
    expect(results.map((result) => result.status === 'quarantined' && result.detail)).toEqual([
      'name: not-a-set',
      'deleted',
    ])
  })

  it('keep what was taken out when the clock of who took it out ran ahead', async () => {
    const id = await contactOfBoth(['1', '2'])
    a.clockError = 86_400_000
    const ops = [
      ['1', '2', '3'],
      ['1', '2', '3', '4'],
      ['2', '4'],
    ].map((list) => setList(a, id, list))
    // One push each: what was put in by the first is taken out by the third.
    const results = [...(await a.push(ops[0])), ...(await a.push(ops[1])), ...(await a.push(ops[2]))]
    a.clockError = 0
    expect(results.map(({ status }) => status)).toEqual(['restamped', 'restamped', 'restamped'])
    await b.pull()
    expect(listOf(b, id)).toEqual(['2', '4'])
  })
})
