import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type SampleRecord, sampleRecords } from '../sync/records.ts'

/**
 * Actual's own server in a process of its own, and a device made of its crdt package. Its client is no package that
 * takes other records than a budget's, so what it does with a message is done here as it does it: the message kept
 * under its stamp, its stamp in the tree of hashes, its value in the row.
 */
const crdt = await import('@actual-app/crdt' as string)
const Sqlite = (await import('better-sqlite3' as string)).default
const [pulls = 0, pushes = 0] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'outpost-bench-actual-'))
const owner = {
  unitId: '019c0f6e-0000-7000-8000-0000000000aa',
  userId: '019c0f6e-0000-7000-8000-0000000000bb',
}
const beginning = '1970-01-01T00:00:00.000Z-0000-0000000000000000'
/** Records of one request: the server takes 20 MB. */
const recordsAtOnce = 5000

interface Envelope {
  readonly timestamp: string
  readonly content: Uint8Array
}

const port = await freePort()
const url = `http://127.0.0.1:${port}`
const program = fileURLToPath(new URL('node_modules/@actual-app/sync-server/build/app.js', import.meta.url))
const server = fork(program, {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  env: {
    ...process.env,
    ACTUAL_DATA_DIR: folder,
    ACTUAL_HOSTNAME: '127.0.0.1',
    ACTUAL_PORT: String(port),
    NODE_ENV: 'production',
  },
})
process.once('exit', () => server.kill())

const token = await signUp()
const fileId = 'bench-library'
const groupId = await makeFile()
crdt.setClock(crdt.makeClock(new crdt.Timestamp(0, 0, crdt.makeClientId())))

const library = sampleRecords(pulls, 100, owner)
for (let from = 0; from < library.length; from += recordsAtOnce)
  await exchange(library.slice(from, from + recordsAtOnce).flatMap(messagesOf), crdt.Timestamp.max.toString())

const device = openDevice()
const pull = await seconds(async () => device.receive(await exchange([], beginning)))
const offline = sampleRecords(pushes, 7, owner).flatMap(messagesOf)
const before = await held()
const push = await seconds(async () => {
  const each = recordsAtOnce * 12
  for (let from = 0; from < offline.length; from += each)
    await exchange(offline.slice(from, from + each), crdt.Timestamp.max.toString())
})
const pushed = Math.round(((await held()) - before) / 12)
process.send?.({
  pull,
  push,
  pulled: device.records(),
  pushed,
  remarks: 'one message a field; no encryption, no rights beyond the file, all of a pull in one answer',
})
server.kill()
rmSync(folder, { recursive: true, force: true })
process.exit(0)

function messagesOf({ id, values }: SampleRecord): Envelope[] {
  return Object.entries(values).map(([column, value]) => ({
    timestamp: crdt.Timestamp.send().toString(),
    isEncrypted: false,
    content: crdt.toBinary(
      crdt.MessageSchema,
      crdt.create(crdt.MessageSchema, {
        dataset: 'enterprises',
        row: id,
        column,
        value: typeof value === 'number' ? `N:${value}` : value === null ? '0:' : `S:${value}`,
      }),
    ),
  }))
}

/** Sends messages; answers with those of others after a stamp. */
async function exchange(messages: readonly Envelope[], since: string): Promise<readonly Envelope[]> {
  const request = crdt.create(crdt.SyncRequestSchema, { messages, fileId, groupId, keyId: '', since })
  const body: Uint8Array<ArrayBuffer> = crdt.toBinary(crdt.SyncRequestSchema, request)
  const send = () =>
    fetch(`${url}/sync/sync`, {
      method: 'POST',
      headers: { 'content-type': 'application/actual-sync', 'x-actual-token': token },
      body,
    })
  // It closes a connection after five idle seconds, which are seen only when it is used.
  const response = await send().catch(send)
  if (!response.ok) throw new Error(`sync: ${response.status} ${await response.text()}`)
  return crdt.fromBinary(crdt.SyncResponseSchema, new Uint8Array(await response.arrayBuffer())).messages
}

function openDevice() {
  const db = new Sqlite(join(folder, 'device.sqlite'))
  db.pragma('journal_mode = WAL')
  const columns = Object.keys(library[0]?.values ?? {})
  db.exec(`
    create table enterprises (id text primary key, ${columns.join(', ')});
    create table messages_crdt (
      id integer primary key, timestamp text not null unique, dataset text not null, row text not null,
      column text not null, value blob not null
    );
    create index messages_crdt_search on messages_crdt (dataset, row, column, timestamp)`)
  const newer = db.prepare(
    'select 1 from messages_crdt where dataset = ? and row = ? and column = ? and timestamp >= ?',
  )
  const keep = db.prepare(
    'insert or ignore into messages_crdt (timestamp, dataset, row, column, value) values (?, ?, ?, ?, ?)',
  )
  const write = new Map(
    columns.map((name) => [
      name,
      db.prepare(
        `insert into enterprises (id, ${name}) values (?, ?) on conflict (id) do update set ${name} = excluded.${name}`,
      ),
    ]),
  )
  let tree = {}
  return {
    receive: db.transaction((messages: readonly Envelope[]) => {
      for (const { timestamp, content } of messages) {
        const { dataset, row, column, value } = crdt.fromBinary(crdt.MessageSchema, content)
        if (!newer.get(dataset, row, column, timestamp)) {
          const text = value.slice(2)
          write.get(column)?.run(row, value.startsWith('N:') ? Number(text) : text)
        }
        if (keep.run(timestamp, dataset, row, column, value).changes > 0)
          tree = crdt.merkle.insert(tree, crdt.Timestamp.parse(timestamp))
      }
      tree = crdt.merkle.prune(tree)
    }),
    records: () => db.prepare('select count(*) as n from enterprises').get().n,
  }
}

/** Messages that the server keeps. */
async function held(): Promise<number> {
  const db = new Sqlite(join(folder, 'user-files', `group-${groupId}.sqlite`), { readonly: true })
  const { n } = db.prepare('select count(*) as n from messages_binary').get()
  db.close()
  return n
}

async function signUp(): Promise<string> {
  const password = 'bench-password-1'
  for (let left = 300; ; left -= 1) {
    const up = await fetch(`${url}/info`).catch(() => null)
    if (up) break
    if (left === 0) throw new Error('its server did not start')
    await sleep(100)
  }
  await post('/account/bootstrap', { password })
  const { data } = await post('/account/login', { loginMethod: 'password', password })
  return data.token
}

async function makeFile(): Promise<string> {
  const response = await fetch(`${url}/sync/upload-user-file`, {
    method: 'POST',
    headers: {
      'content-type': 'application/encrypted-file',
      'x-actual-token': token,
      'x-actual-file-id': fileId,
      'x-actual-name': 'bench',
      'x-actual-format': '2',
    },
    body: new Uint8Array([0]),
  })
  const answer = await response.json()
  if (!answer.groupId) throw new Error(`no file: ${JSON.stringify(answer)}`)
  return answer.groupId
}

async function post(path: string, body: object) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return Math.round(performance.now() - started) / 1000
}
