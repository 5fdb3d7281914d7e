import { describe, expect, it } from 'vitest'
import { saveToken } from '../../electron/data/queries/account.ts'
import { allowDevice, listDevices, revokeDevice } from '../../server/administration/devices.ts'
import { disableUser, enableUser, listUsers } from '../../server/administration/users.ts'
import { teammate } from '../support/exchange-team.ts'
import { calm, incidents, onServer } from '../support/incidents.ts'
import { signIn } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'

const { laptop, proxy, server, keep } = incidents()

const deviceOf = async (login: string) =>
  (await listDevices(server().db)).findLast((device) => device.login === login)?.id ?? ''

/** Signs in on a device that the server knows. @returns the answer's status and what it is, or the token */
async function again(login: string, id: string) {
  const { incarnation } = await server()
    .db.selectFrom('devices')
    .select('incarnation')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const answer = await signIn(server().app, { login, device: { id, incarnation, name: '样例笔记本' } })
  return { status: answer.statusCode, error: answer.json().error, token: answer.json().token }
}

async function signInOn(device: SyncDevice, login: string, id: string): Promise<void> {
  const { token } = await again(login, id)
  await device.store().write((tx) => saveToken(tx, token))
}

const ask = async (token: string) => {
  const answer = await server().app.inject({
    url: '/changes',
    headers: { authorization: `Bearer ${token}` },
  })
  return [answer.statusCode, answer.json().error]
}

/** The server's own address, without anything on the way. */
function direct(): string {
  const address = server().app.server.address()
  if (!address || typeof address === 'string') throw new Error('the server does not listen')
  return `http://127.0.0.1:${address.port}`
}

/** The number of the last row of each scope. */
async function heads(): Promise<Map<string, number>> {
  const rows = await server().db.selectFrom('scope').select(['id', 'max_seq']).execute()
  return new Map(rows.map(({ id, max_seq }) => [id, Number(max_seq)]))
}

/** What a device was told by `/wake`. */
const hintsIn = (heard: string): { scope: string; seq: number }[] =>
  [...heard.matchAll(/^data: (.*)$/gm)].map(([, text]) => JSON.parse(text ?? ''))

const actions = async () =>
  (await server().db.selectFrom('audit').select('action').orderBy('id').execute()).map(({ action }) => action)

describe('a laptop that was revoked and is let back', () => {
  it('hands in what it held unsent once its user has signed in on it, each change once', async () => {
    const lost = await laptop('bing')
    const id = await deviceOf('bing')
    const before = await lost.create('样例停用之前')
    await lost.sync()
    await lost.edit(before, { city: '南京' })
    const unsent = await lost.create('样例停用之后')
    await revokeDevice(server().db, id)
    expect(await lost.sync()).toMatchObject({ phase: 'signed-out' })
    expect(await allowDevice(server().db, id)).toEqual({ login: 'bing', isAccountDisabled: false })
    expect(await lost.sync()).toMatchObject({ phase: 'signed-out' })
    expect(await onServer(server(), unsent)).toBeUndefined()
    await signInOn(lost, 'bing', id)
    await lost.restart()
    expect(await lost.sync()).toMatchObject({ ...calm, refused: 0 })
    expect(await onServer(server(), before)).toMatchObject({ city: '南京' })
    expect(await onServer(server(), unsent)).toBeDefined()
    expect(await actions()).toEqual(expect.arrayContaining(['device-revoked', 'device-allowed']))
  })

  it('opens nothing with the token from before, whoever has it, and hears no hints by it', async () => {
    const { id, token } = await server().device('yi')
    const hints = await fetch(`${direct()}/wake`, { headers: { authorization: `Bearer ${token}` } })
    let [heard, isOpen] = ['', true]
    const listening = (async () => {
      for await (const chunk of hints.body ?? []) heard += Buffer.from(chunk).toString()
      isOpen = false
    })()
    await expect.poll(() => heard).toContain(': hello')
    const before = await heads()
    await revokeDevice(server().db, id)
    await allowDevice(server().db, id)
    expect(await ask(token)).toEqual([401, 'unauthenticated'])
    const other = await laptop('yi')
    await other.create('样例提示')
    await other.sync()
    await expect.poll(() => isOpen, { timeout: 10_000 }).toBe(false)
    await listening
    // What was written before, this very sign-in for one, may have been told of while the token was good.
    expect(hintsIn(heard).filter(({ scope, seq }) => seq > (before.get(scope) ?? 0))).toEqual([])
    const fresh = await again('yi', id)
    expect(fresh.status).toBe(200)
    expect(await ask(fresh.token)).toEqual([200, undefined])
    expect(await ask(token)).toEqual([401, 'unauthenticated'])
  })

  it('is known to colleagues as one in use, and what it signed for them to carry is taken', async () => {
    const [lead, clerk] = [
      await teammate(server(), proxy().url, 'jia'),
      await teammate(server(), proxy().url, 'ding'),
    ]
    for (const { device } of [lead, clerk, lead]) {
      keep(device)
      await device.sync()
    }
    const revoked = async () =>
      (
        await lead.device
          .store()
          .read((db) => db.selectFrom('deviceKeys').select('revoked').where('id', '=', clerk.id).execute())
      ).map((row) => Boolean(row.revoked))
    await revokeDevice(server().db, clerk.id)
    await lead.device.sync()
    expect(await revoked()).toEqual([true])
    await allowDevice(server().db, clerk.id)
    await lead.device.sync()
    expect(await revoked()).toEqual([false])
    const id = await clerk.device.create('样例托人带的')
    await lead.read(await clerk.bundleFor({ kind: 'device', device: lead.id }))
    await lead.device.sync()
    expect(await onServer(server(), id)).toBeDefined()
  })

  it('that was never revoked is left as it is, and one that nobody knows is named', async () => {
    const { id, token } = await server().device('jia')
    const before = await actions()
    expect(await allowDevice(server().db, id)).toBeNull()
    expect(await ask(token)).toEqual([200, undefined])
    expect(await actions()).toEqual(before)
    await expect(allowDevice(server().db, 'x')).rejects.toThrow('There is no device "x"')
  })

  it('of a disabled account still opens for nobody, and the administrator is told', async () => {
    const { id } = await server().device('gui')
    await revokeDevice(server().db, id)
    await disableUser(server().db, 'gui')
    expect(await allowDevice(server().db, id)).toEqual({ login: 'gui', isAccountDisabled: true })
    expect(await again('gui', id)).toMatchObject({ status: 401, error: 'account-disabled' })
    expect(await enableUser(server().db, 'gui')).toBe(true)
    expect(await again('gui', id)).toMatchObject({ status: 200 })
  })
})

describe('an account that was disabled and is enabled', () => {
  it('lets its user sign in again and hand in what was held unsent, and everybody sees them as active', async () => {
    const device = await laptop('ding')
    const id = await deviceOf('ding')
    await device.sync()
    const unsent = await device.create('样例停号期间')
    await disableUser(server().db, 'ding')
    expect(await device.sync()).toMatchObject({ phase: 'signed-out' })
    expect(await enableUser(server().db, 'DING')).toBe(true)
    await signInOn(device, 'ding', id)
    await device.restart()
    expect(await device.sync()).toMatchObject({ ...calm, refused: 0 })
    expect(await onServer(server(), unsent)).toBeDefined()
    const shown = await device
      .store()
      .read((db) =>
        db.selectFrom('users').select('inactive').where('id', '=', device.account.userId).execute(),
      )
    expect(shown.map(({ inactive }) => Boolean(inactive))).toEqual([false])
    expect((await listUsers(server().db)).find(({ login }) => login === 'ding')?.disabled).toBe(false)
    expect(await actions()).toEqual(expect.arrayContaining(['user-disabled', 'user-enabled']))
  })

  it('revives no token from before, and lets no device back that was revoked', async () => {
    const [kept, barred] = [await server().device('yi'), await server().device('yi')]
    await revokeDevice(server().db, barred.id)
    await disableUser(server().db, 'yi')
    expect(await ask(kept.token)).toEqual([401, 'account-disabled'])
    await enableUser(server().db, 'yi')
    for (const { token } of [kept, barred]) expect(await ask(token)).toEqual([401, 'unauthenticated'])
    expect(await again('yi', barred.id)).toMatchObject({ status: 401, error: 'device-revoked' })
    expect(await again('yi', kept.id)).toMatchObject({ status: 200 })
  })

  it('that was never disabled keeps its sessions, and a login that nobody has is named', async () => {
    const { token } = await server().device('jia')
    const before = await actions()
    expect(await enableUser(server().db, 'jia')).toBe(false)
    expect(await ask(token)).toEqual([200, undefined])
    expect(await actions()).toEqual(before)
    await expect(enableUser(server().db, 'nobody')).rejects.toThrow(
      'There is no user with the login "nobody"',
    )
  })
})
