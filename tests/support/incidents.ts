import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { RecordChange } from '../../electron/data/record/record.ts'
import { type LaptopOptions, realLaptop } from './real-laptop.ts'
import { type TestServer, testServer } from './server-organisation.ts'
import type { SyncDevice } from './sync-device.ts'
import {
  bodyStart,
  type RecordedExchange,
  type TruncatingProxy,
  truncatingProxy,
} from './truncating-proxy.ts'

/** A round that ended well. */
export const calm = { waiting: 0, problem: null }

/** A real server, a network that can be interfered with, and real laptops that go with the test. */
export interface Incident {
  readonly server: () => TestServer
  readonly proxy: () => TruncatingProxy
  /** Joins the laptops that are removed at the end. */
  readonly keep: (device: SyncDevice) => void
  readonly laptop: (login: LaptopOptions['login'], options?: Partial<LaptopOptions>) => Promise<SyncDevice>
}

/** Sets up before, and clears away after, the tests of the file that calls it at its top. */
export function incidents(): Incident {
  let server: TestServer
  let url: string
  let proxy: TruncatingProxy
  let devices: SyncDevice[]
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    devices = []
    proxy = await truncatingProxy(url)
  })
  afterEach(async () => {
    for (const device of devices) await device.remove()
    await proxy.close()
  })
  return {
    server: () => server,
    proxy: () => proxy,
    keep: (device) => devices.push(device),
    laptop: async (login, options = {}) => {
      const device = await realLaptop(server, { by: proxy.url, login, ...options })
      devices.push(device)
      return device
    },
  }
}

/** Writes a new record as a user does. @returns its id */
export async function put(device: SyncDevice, table: string, values: object): Promise<string> {
  const id = uuidv7()
  await device.write({ table, id, kind: 'set', values } as RecordChange)
  return id
}

/** An enterprise as a laptop shows it. */
export const seen = (device: SyncDevice, id: string) =>
  device
    .store()
    .read((db) => db.selectFrom('enterprises').selectAll().where('id', '=', id).executeTakeFirst())

/** A living record's values on the server. */
export async function onServer({ db }: TestServer, id: string): Promise<Record<string, unknown> | undefined> {
  const row = await db.selectFrom('records').select(['data', 'life']).where('id', '=', id).executeTakeFirst()
  return row && row.life !== 'deleted' ? (row.data as Record<string, unknown>) : undefined
}

/** An answer with another text. It was asked for without compression. */
export function answering(exchange: RecordedExchange, change: (body: Record<string, unknown>) => object) {
  const body = JSON.parse(exchange.answer.subarray(bodyStart(exchange.answer)).toString())
  return answerWith('200 OK', 'application/json; charset=utf-8', JSON.stringify({ ...body, ...change(body) }))
}

/** Any answer, and the end of the connection. */
export function answerWith(status: string, type: string, body: string) {
  return {
    bytes: Buffer.from(
      `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    ),
    end: 'close' as const,
  }
}
