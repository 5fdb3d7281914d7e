import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { revokeDevice } from '../../server/administration/devices.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { signIn, type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let url: string
beforeAll(async () => {
  server = await testServer()
  url = await server.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => server.stop())

const id = v7()
const routes: readonly [string, string, object?][] = [
  ['GET', '/changes'],
  ['GET', '/snapshot/scopes'],
  ['GET', '/snapshot?scope=org'],
  ['GET', `/devices/me/clearance?since=${id}`],
  ['POST', '/devices/me/departures', { records: [] }],
  ['GET', '/checksums'],
  ['GET', '/freshness'],
  ['GET', '/wake'],
  ['POST', '/push', { device: id, incarnation: id, ops: [] }],
  ['POST', '/auth/sign-out'],
  ['OPTIONS', '/files'],
  ['POST', '/files'],
  ['HEAD', `/files/${id}`],
  ['PATCH', `/files/${id}`],
  ['DELETE', `/files/${id}`],
  ['GET', `/files/state?ids=${id}`],
  ['POST', '/files/claim', { attachment: id, sha256: '0'.repeat(64) }],
  ['GET', `/files/${id}/content`],
  ['HEAD', `/files/${id}/content`],
]
const statusOf = async ([method, path, body]: (typeof routes)[number], token: string) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  await response.body?.cancel()
  return response.status
}

describe('a token that has ended', () => {
  it('opens no address, whichever way it ended', async () => {
    const [barred, signedOut, disabled] = [
      await server.device('jia'),
      await server.device('yi'),
      await server.device('ding'),
    ]
    await revokeDevice(server.db, barred.id)
    await signedOut.request('POST', '/auth/sign-out')
    await sql`update accounts set disabled_at = now() where user_id = ${disabled.user.id}`.execute(server.db)
    for (const { token } of [barred, signedOut, disabled, { token: 'x'.repeat(43) }])
      for (const route of routes)
        expect([route[0], route[1], await statusOf(route, token)]).toEqual([route[0], route[1], 401])
    await sql`update accounts set disabled_at = null where user_id = ${disabled.user.id}`.execute(server.db)
  })
})

describe('a snapshot that was made', () => {
  it('is served to nobody whose right has ended, nor to anybody who never had one', async () => {
    const [lead, guest, stranger] = [
      await server.device('jia'),
      await server.device('yi'),
      await server.device('bing'),
    ]
    const trip = sample.trip(lead)
    const member = sample.member(lead, trip.id, guest.user.id)
    await lead.push(trip, member)
    const path = `/snapshot?scope=${encodeURIComponent(`trip:${trip.id}`)}`
    const [before, foreign] = [await guest.request('GET', path), await stranger.request('GET', path)]
    expect(before.body).toContain('样例赴深圳招商')
    expect([foreign.statusCode, foreign.body]).toEqual([404, expect.not.stringContaining(trip.id)])
    await lead.push(lead.delete('tripMembers', member.id))
    const after = await guest.request('GET', path)
    expect([after.statusCode, after.body]).toEqual([404, foreign.body])
    const nowhere = await guest.request('GET', `/snapshot?scope=${encodeURIComponent(`trip:${v7()}`)}`)
    expect(nowhere.body).toBe(after.body)
  })
})

describe('a password', () => {
  it('is not guessed faster by a colleague who names the device that its user signed in on', async () => {
    const gui = await server.device('gui')
    const attempt = async (password: string | undefined, device: string, address: string) => {
      const body = { id: device, name: '样例', incarnation: v7() }
      const given = password === undefined ? {} : { password }
      return (await signIn(server.app, { login: 'gui', ...given, device: body }, address)).statusCode
    }
    const guesses: number[] = []
    for (let n = 0; n < 5; n += 1) guesses.push(await attempt('wrong', gui.id, `192.0.2.${n}`))
    expect(guesses).toEqual([401, 401, 401, 429, 429])
    expect(await attempt(undefined, gui.id, '192.0.2.9')).toBe(429)
    server.time.now += 31_000
    expect(await attempt(undefined, gui.id, '192.0.2.9')).toBe(200)
    expect(await attempt('wrong', gui.id, '192.0.2.9')).toBe(401)
  })
})

describe('a listener', () => {
  let lead: ServerDevice
  let guest: ServerDevice
  beforeEach(async () => {
    lead = await server.device('jia')
    guest = await server.device('yi')
  })

  /** Reads hints of a device until its connection ends or the test ends it. */
  async function listening(device: ServerDevice) {
    const ending = new AbortController()
    const response = await fetch(`${url}/wake`, {
      headers: { authorization: `Bearer ${device.token}` },
      signal: ending.signal,
    })
    const heard: string[] = []
    let open = true
    const reading = (async () => {
      for await (const chunk of response.body ?? []) heard.push(Buffer.from(chunk).toString())
    })()
      .catch(() => undefined)
      .finally(() => {
        open = false
      })
    return {
      hears: (text: string) => heard.join('').includes(text),
      isOpen: () => open,
      stop: async () => {
        ending.abort()
        await reading
      },
    }
  }

  it('hears nothing more of a trip from the moment it ends for them', async () => {
    const trip = sample.trip(lead)
    const member = sample.member(lead, trip.id, guest.user.id)
    await lead.push(trip, member)
    const hints = await listening(guest)
    await expect.poll(() => hints.hears(`trip:${trip.id}`)).toBe(true)
    const before = (
      await server.db
        .selectFrom('scope')
        .select('max_seq')
        .where('id', '=', `trip:${trip.id}`)
        .executeTakeFirstOrThrow()
    ).max_seq
    const own = sample.enterprise(guest)
    await lead.push(lead.delete('tripMembers', member.id), sample.enterprise(lead, { tripId: trip.id }))
    await guest.push(own)
    // What is their own still comes, after the other.
    await expect.poll(() => hints.hears(`unit:${guest.user.unitId}`)).toBe(true)
    await guest.push(sample.enterprise(guest))
    await expect.poll(() => hints.hears('"seq":2')).toBe(true)
    expect(hints.hears(`"trip:${trip.id}","seq":${before + 1}`)).toBe(false)
    expect(hints.hears(`"trip:${trip.id}","seq":${before + 2}`)).toBe(false)
    await hints.stop()
  })

  it('is cut off at the next hint once the device is barred', async () => {
    const hints = await listening(guest)
    const other = await server.device('yi')
    await revokeDevice(server.db, guest.id)
    await expect
      .poll(
        async () => {
          await other.push(sample.enterprise(other))
          return hints.isOpen()
        },
        { interval: 300, timeout: 10_000 },
      )
      .toBe(false)
    await hints.stop()
  })
})
