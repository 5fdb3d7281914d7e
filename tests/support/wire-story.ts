import { generateKeyPairSync, sign } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { v7 } from 'uuid'
import { chainOf, type Run, signedText } from '#shared/sync/bundle.ts'
import { Op } from '#shared/sync/op.ts'
import { sha256 } from '../../electron/data/exchange/keys.ts'
import type { App } from '../../server/routes/context.ts'
import { ServerDevice } from './server-device.ts'
import { samplePassword } from './server-organisation.ts'
import { sample } from './server-samples.ts'
import type { Exchange } from './wire-fixture.ts'
import type { OfficeIds, WireOffice } from './wire-office.ts'

/** Ids by which a test of the recording finds what it is about. */
export interface StoryIds {
  readonly whole: readonly string[]
  readonly spoilt: readonly string[]
  readonly asked: string
  readonly carried: string
  readonly left: string
}

/**
 * Plays one story with every message that joined protocol 1 after its first recording (wholes, requests, carried
 * runs, snapshots, checksums, departures, clearance, freshness), and writes down what went over the wire.
 */
export async function recordStory(
  office: WireOffice,
  ids: OfficeIds,
): Promise<{ exchanges: Exchange[]; story: StoryIds }> {
  const exchanges: Exchange[] = []
  const tokens = new Map<string, string>()
  const app = recording(office.app, exchanges, tokens)
  const signing = generateKeyPairSync('ed25519')
  const device = async (login: 'jia' | 'yi' | 'bing', keys: object = {}) => {
    const identity = { id: v7(), incarnation: v7() }
    const answer = await app.inject({
      method: 'POST',
      url: '/auth/sign-in',
      payload: { login, password: samplePassword, device: { ...identity, name: `${login}`, ...keys } },
    })
    const { token, user } = answer.json()
    tokens.set(token, `token-of-${login}`)
    const [noted] = exchanges.slice(-1)
    if (noted) Object.assign(noted.response, { body: { ...answer.json(), token: `token-of-${login}` } })
    return new ServerDevice({ app, time: office.time, ...identity, token, user })
  }
  const publicKey = signing.publicKey.export({ format: 'jwk' }).x ?? ''
  const sealingKey = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x ?? ''
  const bing = await device('bing', { publicKey, sealingKey })
  const jia = await device('jia')
  const yi = await device('yi')
  for (const each of [bing, jia, yi]) await each.pull()

  const wholeOf = (ops: readonly Op[], id = v7()) =>
    ops.map((op, index) => Op.parse({ ...op, group: { id, index, size: ops.length } }))
  const trip = sample.trip(jia)
  await jia.push(trip, sample.member(jia, trip.id, ids.yi))
  const whole = wholeOf([sample.enterprise(bing), sample.enterprise(bing), sample.enterprise(bing)])
  await bing.push(whole[0])
  await bing.push(whole[1], whole[2])
  const spoilt = wholeOf([sample.enterprise(bing), sample.enterprise(bing, { unitId: ids.liaison })])
  await bing.push(...spoilt)
  await jia.pull(2)

  const asked = whole[0]?.id ?? ''
  const transfer = { state: 'pending', fromUnitId: ids.zone, toUnitId: ids.liaison, reason: '企业总部在深圳' }
  const request = { requestedBy: ids.jia, requestedAt: new Date(office.time.now).toISOString() }
  const answer = { refusal: null, decidedAt: null }
  const wish = { transfer: { ...transfer, ...request, ...answer } }
  await jia.push(jia.set('enterprises', asked, wish, { kind: 'request' }))
  const vain = { transfer: { ...wish.transfer, toUnitId: ids.zone } }
  await jia.push(jia.set('enterprises', whole[1]?.id ?? '', vain, { kind: 'request' }))
  for (const each of [bing, jia, yi]) await each.pull()

  const carried = sample.enterprise(bing, { name: '途中记下的企业' })
  const text = JSON.stringify(carried)
  const head = JSON.stringify({
    ...{ format: 1, device: bing.id, incarnation: carried.incarnation, author: ids.bing, onServer: false },
    ...{ count: 1, signedAt: new Date(office.time.now).toISOString() },
  })
  const signature = sign(
    null,
    Buffer.from(signedText(chainOf(head, [text], sha256))),
    signing.privateKey,
  ).toString('base64url')
  const run: Run = { head, ops: [text], signature }
  const forged = { ...run, ops: [text.replace('途中', '假的')] }
  const hand = (...runs: readonly unknown[]) =>
    jia.request('POST', '/push', { device: jia.id, incarnation: v7(), ops: [], carried: runs })
  await hand(forged, run, { head: 'no run' })
  await hand(run)

  await jia.request('GET', '/snapshot/scopes')
  await jia.request('GET', `/snapshot?scope=${encodeURIComponent(`unit:${ids.zone}`)}`)
  await jia.request('GET', '/checksums')
  await jia.request('GET', '/freshness')
  await bing.request('GET', '/devices/me/clearance?since=00000000-0000-7000-8000-000000000000')
  const left = whole[1]?.id ?? ''
  await yi.request('POST', '/devices/me/departures', {
    records: [left, trip.id, v7()].map((id, at) => ({ table: at === 1 ? 'trips' : 'enterprises', id })),
  })
  await bing.push(Op.parse({ ...sample.enterprise(bing), localSeq: 1 })).catch(() => undefined)
  const opIds = (ops: readonly Op[]) => ops.map(({ opId }) => opId)
  return {
    exchanges,
    story: { whole: opIds(whole), spoilt: opIds(spoilt), asked, carried: carried.opId, left },
  }
}

/** The same server, whose requests and answers are noted down. */
function recording(app: App, exchanges: Exchange[], tokens: ReadonlyMap<string, string>): App {
  const inject = async (options: {
    method: 'GET' | 'POST'
    url: string
    headers?: Record<string, string>
    payload?: object
  }) => {
    const response = await app.inject(options)
    const token = options.headers?.authorization?.replace('Bearer ', '')
    const { method, url: path, payload } = options
    const request = {
      method,
      path,
      gzip: false,
      token: tokens.get(token ?? '') ?? null,
      body: payload ?? null,
    }
    exchanges.push({
      request,
      response: {
        status: response.statusCode,
        type: String(response.headers['content-type'] ?? ''),
        body: bodyOf(response),
      },
    })
    return response
  }
  return Object.assign(Object.create(app), { inject })
}

/** JSON as it is, anything else as text. */
export function bodyOf(response: {
  readonly headers: NodeJS.Dict<unknown>
  readonly rawPayload: Buffer
}): unknown {
  const bytes =
    response.headers['content-encoding'] === 'gzip' ? gunzipSync(response.rawPayload) : response.rawPayload
  const text = bytes.toString('utf8')
  return String(response.headers['content-type'] ?? '').includes('application/json') ? JSON.parse(text) : text
}
