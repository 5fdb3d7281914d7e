import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FileCabinet, openCabinet } from '../../../electron/data/files/cabinet.ts'
import { changeFileSettings } from '../../../electron/data/files/settings.ts'
import { type FileTransfers, startTransfers } from '../../../electron/data/files/transfers.ts'
import { askForFile, fileCounts, keepLocalFile, waitForUpload } from '../../../electron/data/queries/files.ts'
import { keepWaveform } from '../../../electron/data/queries/recordings.ts'
import { record } from '../../../electron/data/record/record.ts'
import { forgetRecord } from '../../../electron/data/sync/forget-record.ts'
import type { Session } from '../../../electron/data/sync/session.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

const day = 86_400_000

describe('The ways of files', () => {
  let opened: TestStore
  let cabinet: FileCabinet
  let transfers: FileTransfers
  let server: Server
  let asked: string[]
  /** What the stand-in says of every file. */
  let state: string
  let now: number
  let metered: boolean

  beforeEach(async () => {
    opened = openTestStore()
    cabinet = await openCabinet(opened.store, opened.folder)
    asked = []
    state = 'available'
    now = Date.now()
    metered = false
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost')
      asked.push(`${request.method} ${url.pathname}`)
      const ids = url.searchParams.get('ids')?.split(',') ?? []
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ files: ids.map((id) => ({ id, state })) }))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const session = () =>
      ({
        store: opened.store,
        connection: { serverUrl: `http://127.0.0.1:${port}/`, token: 'token', idleMs: 2000 },
        metered,
      }) as unknown as Session
    transfers = startTransfers({
      store: opened.store,
      cabinet,
      log: { info: () => undefined, error: () => undefined },
      open: async () => session(),
      timing: { now: () => now, random: () => 0.5, after: () => () => undefined, intervalMs: 60_000 },
      signal: new AbortController().signal,
    })
  })
  afterEach(async () => {
    await transfers.stop()
    server.close()
    await opened.remove()
  })

  async function add(content: string, acknowledged = true): Promise<{ id: string; sha256: string }> {
    const incoming = await cabinet.receive(null)
    await incoming.append(Buffer.from(content))
    const { sha256, size } = await incoming.store()
    const id = uuidv7()
    const at = new Date(now).toISOString()
    await opened.store.write(async (tx) => {
      const values = {
        ...{ ownerTable: 'visits', ownerId: uuidv7(), name: '一.jpg', mime: 'image/jpeg' },
        ...{ size, sha256, kind: 'photo' as const, confidentiality: 'internal' as const },
      }
      await record(tx, opened.context(), { table: 'attachments', id, kind: 'set', values })
      await keepLocalFile(tx, sha256, size, at)
      await waitForUpload(tx, { attachmentId: id, sha256, size, at })
      if (acknowledged) await tx.deleteFrom('outbox').where('recordId', '=', id).execute()
    })
    return { id, sha256 }
  }
  const waiting = async () => (await opened.store.read(fileCounts)).waiting

  test('begin only when the server has the record', async () => {
    await add('一张照片', false)
    await transfers.now()
    expect(asked).toEqual([])
    expect(await waiting()).toBe(1)
    await opened.store.write((tx) => tx.deleteFrom('outbox').execute())
    await transfers.now()
    expect(await waiting()).toBe(0)
  })

  test('carry over a metered line what the person allowed: by default no large file', async () => {
    metered = true
    await add('x'.repeat(2_000_000))
    await transfers.now()
    expect(await waiting()).toBe(1)
    await opened.store.write((tx) => changeFileSettings(tx, { metered: 'none' }))
    await add('小')
    await transfers.now()
    expect(await waiting()).toBe(2)
    await opened.store.write((tx) => changeFileSettings(tx, { metered: 'all' }))
    await transfers.now()
    expect(await waiting()).toBe(0)
  })

  test('take a file up again that the server lost', async () => {
    await add('一张照片')
    await transfers.now()
    expect(await waiting()).toBe(0)
    state = 'absent'
    await transfers.now()
    expect(await waiting()).toBe(0)
    now += day + 1
    await transfers.now()
    expect(await waiting()).toBe(1)
  })

  test('end with the right to see a record: its file leaves this device, a shared one stays', async () => {
    const [gone, kept] = [await add('别处的照片'), await add('自己的照片')]
    for (const { sha256 } of [gone, kept])
      await opened.store.write((tx) => keepWaveform(tx, sha256, new Uint8Array([1, 2])))
    await opened.store.write((tx) => forgetRecord(tx, { table: 'attachments', id: gone.id }))
    await transfers.now()
    expect(cabinet.has(gone.sha256)).toBe(false)
    expect(cabinet.has(kept.sha256)).toBe(true)
    const drawn = await opened.store.read((db) => db.selectFrom('waveforms').select('sha256').execute())
    expect(drawn).toEqual([{ sha256: kept.sha256 }])
  })

  test.each([
    { name: 'waits to be sent', place: 'outbox', short: false },
    { name: 'waits to be sent, made in one writing', place: 'outbox', short: true },
    { name: 'was sent back by the server', place: 'quarantine', short: false },
    { name: 'was sent back by the server, made in one writing', place: 'quarantine', short: true },
    { name: 'is hidden until the server says whether it must go', place: 'departed', short: false },
  ] as const)('keep the file of a record that $name', async ({ place, short }) => {
    const [{ id, sha256 }, other] = [await add('只在这里的照片'), await add('别处的照片')]
    await opened.store.write(async (tx) => {
      for (const gone of [id, other.id]) await forgetRecord(tx, { table: 'attachments', id: gone })
      const [ofRecord, at] = [{ tableName: 'attachments', recordId: id }, new Date(now).toISOString()]
      const op = JSON.stringify(short ? { values: { sha256 } } : { fields: { sha256: { v: sha256 } } })
      if (place === 'departed')
        await tx
          .insertInto('departed')
          .values({ ...ofRecord, state: op, since: at })
          .execute()
      else if (place === 'outbox')
        await tx
          .insertInto('outbox')
          .values({ ...ofRecord, localSeq: 1000, opId: uuidv7(), op, createdAt: at })
          .execute()
      else
        await tx
          .insertInto('quarantine')
          .values({ ...ofRecord, opId: uuidv7(), op, reason: 'not-allowed', detail: null, at })
          .execute()
    })
    now += 40 * day
    await transfers.now()
    expect(cabinet.has(sha256)).toBe(true)
    expect(cabinet.has(other.sha256)).toBe(false)
  })

  test('keep the file of a deleted attachment for thirty days', async () => {
    const { id, sha256 } = await add('误删的照片')
    await opened.store.write(async (tx) => {
      await record(tx, opened.context(), { table: 'attachments', id, kind: 'delete' })
      await tx.deleteFrom('outbox').execute()
    })
    await transfers.now()
    now += 29 * day
    await transfers.now()
    expect(cabinet.has(sha256)).toBe(true)
    now += 2 * day
    await transfers.now()
    expect(cabinet.has(sha256)).toBe(false)
  })

  test('ask for nothing that no record speaks of', async () => {
    const at = new Date(now).toISOString()
    await opened.store.write((tx) =>
      askForFile(tx, { attachmentId: uuidv7(), sha256: 'a'.repeat(64), size: 1, askedBy: 'person', at }),
    )
    await transfers.now()
    expect(asked.filter((line) => line.includes('content'))).toEqual([])
  })
})
