import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Op } from '#shared/sync/op.ts'
import {
  ChangesResponse,
  ErrorResponse,
  Health,
  PushRequest,
  PushResponse,
  SignInRequest,
  SignInResponse,
} from '#shared/sync/protocol.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'
import { addressOf, recordingOfProtocol } from '../../support/wire-fixture.ts'

const { recorded, exchanges } = recordingOfProtocol(1)

describe('the wire of protocol 1', () => {
  it('was recorded with every kind of request, result, change and refusal', () => {
    expect(new Set(exchanges.map(addressOf))).toEqual(
      new Set(['/health', '/auth/sign-in', '/auth/sign-out', '/push', '/changes', '/nowhere']),
    )
    const texts = exchanges.map(({ response }) => JSON.stringify(response.body)).join()
    for (const status of ['applied', 'merged', 'restamped', 'quarantined'])
      expect(texts).toContain(`"status":"${status}"`)
    for (const kind of ['op', 'enter', 'leave', 'set', 'delete', 'undelete'])
      expect(texts).toContain(`"kind":"${kind}"`)
    expect(new Set(exchanges.map(({ response }) => response.status))).toEqual(
      new Set([200, 400, 401, 403, 404]),
    )
  })

  it('is read whole by the present schemas: nothing of it is dropped or refused', () => {
    const answers = {
      '/health': Health,
      '/auth/sign-in': SignInResponse,
      '/push': PushResponse,
      '/changes': ChangesResponse,
    } as const
    const questions = { '/auth/sign-in': SignInRequest, '/push': PushRequest } as const
    for (const exchange of exchanges) {
      const { request, response } = exchange
      const address = addressOf(exchange)
      if (response.status >= 400) {
        expect(ErrorResponse.parse(response.body)).toEqual(response.body)
        continue
      }
      if (address in answers)
        expect(answers[address as keyof typeof answers].parse(response.body)).toEqual(response.body)
      if (address in questions)
        expect(questions[address as keyof typeof questions].parse(request.body)).toEqual(request.body)
      if (address === '/push')
        for (const op of PushRequest.parse(request.body).ops) expect(Op.parse(op)).toEqual(op)
    }
  })
})

describe('a laptop of today before a server of protocol 1', () => {
  let server: ScriptedServer
  let device: SyncDevice
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url, account: { userId: recorded.users.bing } })
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  it('applies every recorded page, and shows what the laptop of then showed', async () => {
    const pages = exchanges.filter(
      (exchange) => addressOf(exchange) === '/changes' && exchange.request.token === 'token-of-bing',
    )
    expect(pages.length).toBeGreaterThan(8)
    for (const { response } of pages) {
      server.forestall = ({ path }) =>
        path === '/changes' ? { status: 200, type: response.type, body: JSON.stringify(response.body) } : null
      expect(await device.sync(), device.errors.join('\n')).toMatchObject({ problem: null })
    }
    expect(await device.count('setAside')).toBe(0)
    const shown = await device
      .store()
      .read((db) =>
        db.selectFrom('enterprises').select(['id', 'name', 'city', 'remarks']).orderBy('id').execute(),
      )
    expect(shown).toEqual([
      { id: recorded.records.e, name: '样例智能装备股份有限公司', city: '无锡', remarks: '钟快了一天' },
    ])
    expect(await device.count('conflicts')).toBe(1)
    const users = await device.store().read((db) => db.selectFrom('users').select('id').execute())
    expect(users.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.values(recorded.users)))
  })
})
