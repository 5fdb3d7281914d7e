import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revokeDevice } from '../../server/administration/devices.ts'
import { createUser, disableUser, setPassword } from '../../server/administration/users.ts'
import { signIn, startOfTest, type TestServer, testServer } from '../support/server-organisation.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const newDevice = () => ({ id: v7(), name: 'sample laptop', incarnation: v7() })
const outcome = (response: { statusCode: number; json: () => { error?: string } }) => [
  response.statusCode,
  response.json().error,
]

describe('signing in', () => {
  it('tells the device who the user is and where, whatever the case of the login', async () => {
    const response = await signIn(server.app, { login: ' JIA ', device: newDevice() })
    expect(response.json()).toMatchObject({
      user: { name: '样例甲', unitId: server.organisation.units.bureau, role: 'team_lead' },
      organisation: '样例市招商局',
      serverTime: startOfTest,
    })
    expect(Buffer.from(response.json().token, 'base64url')).toHaveLength(32)
  })

  it('says the same of a wrong password and of an unknown name, and takes as long', async () => {
    const timed = async (login: string) => {
      const before = performance.now()
      const response = await signIn(server.app, { login, password: 'wrong', device: newDevice() })
      return { outcome: outcome(response), text: response.body, took: performance.now() - before }
    }
    /** The quickest of three: whatever else the machine does makes them longer only. */
    const quickest = async (login: string) => {
      const tries = [await timed(login), await timed(login), await timed(login)]
      return tries.reduce((one, other) => (other.took < one.took ? other : one))
    }
    const [known, unknown] = [await quickest('ding'), await quickest('nobody')]
    expect(known.outcome).toEqual([401, 'sign-in-failed'])
    expect(unknown.text).toBe(known.text)
    expect(unknown.took).toBeGreaterThan(known.took / 3)
  })

  it('keeps the password as a hash and the token too', async () => {
    const jia = await server.device('jia')
    const { token_hash } = await server.db
      .selectFrom('devices')
      .select('token_hash')
      .where('id', '=', jia.id)
      .executeTakeFirstOrThrow()
    expect(token_hash?.toString('base64url')).not.toBe(jia.token)
    const accounts = await server.db.selectFrom('accounts').select('password_hash').execute()
    expect(
      accounts.every(({ password_hash }) => password_hash.startsWith('$argon2id$v=19$m=65536,t=3,p=1$')),
    ).toBe(true)
  })

  it('again on the same device ends the token it had before', async () => {
    const id = v7()
    const [first, second] = [await server.device('yi', id), await server.device('yi', id)]
    expect(outcome(await first.request('GET', '/changes'))).toEqual([401, 'unauthenticated'])
    expect((await second.request('GET', '/changes')).statusCode).toBe(200)
  })

  it('is not possible on the device of another user', async () => {
    const yi = await server.device('yi')
    const response = await signIn(server.app, { login: 'jia', device: { ...newDevice(), id: yi.id } })
    expect(outcome(response)).toEqual([409, 'device-of-another-user'])
  })

  it('slows down after failures, never for long, and not on a device the user has used', async () => {
    const yi = await server.device('yi')
    server.time.now = startOfTest
    for (let i = 0; i < 4; i++)
      await signIn(server.app, { login: 'yi', password: 'wrong', device: newDevice() })
    const hurried = await signIn(server.app, { login: 'yi', device: newDevice() })
    expect(outcome(hurried)).toEqual([429, 'too-many-requests'])
    expect(Number(hurried.headers['retry-after'])).toBeLessThanOrEqual(30)
    const known = await signIn(server.app, {
      login: 'yi',
      password: 'wrong',
      device: { ...newDevice(), id: yi.id },
    })
    expect(known.statusCode).toBe(401)
    server.time.now += 31_000
    expect((await signIn(server.app, { login: 'yi', device: newDevice() })).statusCode).toBe(200)
  })

  it('from one address is limited for one name, and other names go on', async () => {
    const address = '192.0.2.7'
    const attempt = (login: string) =>
      signIn(server.app, { login, password: 'wrong', device: newDevice() }, address)
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt('somebody')))
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(2)
    expect(answers.at(-1)?.json()).toMatchObject({ error: 'too-many-requests' })
    expect((await attempt('somebody-else')).statusCode).toBe(401)
  })
})

describe('access ends at once', () => {
  it('when the user signs out', async () => {
    const jia = await server.device('jia')
    expect((await jia.request('POST', '/auth/sign-out')).json()).toEqual({ signedOut: true })
    expect(outcome(await jia.pushRaw([]))).toEqual([401, 'unauthenticated'])
  })

  it('when the device is revoked, for good', async () => {
    const jia = await server.device('jia')
    await revokeDevice(server.db, jia.id)
    expect(outcome(await jia.request('GET', '/changes'))).toEqual([401, 'device-revoked'])
    expect(
      outcome(await signIn(server.app, { login: 'jia', device: { ...newDevice(), id: jia.id } })),
    ).toEqual([401, 'device-revoked'])
  })

  it('when the password is changed', async () => {
    const ding = await server.device('ding')
    const password = await setPassword(server.db, 'ding')
    expect((await ding.request('GET', '/changes')).statusCode).toBe(401)
    expect((await signIn(server.app, { login: 'ding', password, device: newDevice() })).statusCode).toBe(200)
  })

  it('when the account is disabled, and the others see that the user is inactive', async () => {
    const jia = await server.device('jia')
    const user = {
      login: 'wu',
      name: '样例戊',
      unitId: jia.user.unitId,
      role: 'field',
      password: 'sample-password-1',
    }
    const { id } = await createUser(server.db, user)
    const wu = await server.device('wu')
    await disableUser(server.db, 'wu')
    expect(outcome(await wu.pushRaw([]))).toEqual([401, 'account-disabled'])
    expect(outcome(await signIn(server.app, { login: 'wu', device: newDevice() }))).toEqual([
      401,
      'account-disabled',
    ])
    await jia.pull()
    expect(jia.values('users', id)).toMatchObject({ name: '样例戊', inactive: true })
  })
})

describe('the audit log', () => {
  it('names who signed in and takes no change afterwards', async () => {
    const entries = await server.db.selectFrom('audit').select('action').distinct().execute()
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'sign-in',
        'sign-in-failed',
        'user-created',
        'device-revoked',
        'user-disabled',
      ]),
    )
    await expect(server.db.deleteFrom('audit').execute()).rejects.toThrow('append-only')
    await expect(server.db.updateTable('audit').set({ action: 'x' }).execute()).rejects.toThrow('append-only')
  })
})
