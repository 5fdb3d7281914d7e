import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { attach, digestOf, photoBytes, sha256, untilFile } from '../support/attach.ts'
import { type HostProcess, startHostProcess } from '../support/host-process.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'

const megabyte = 1024 * 1024

describe('Files between two laptops of a unit', () => {
  let server: TestServer
  let url: string
  let hosts: HostProcess[] = []
  let jia: HostProcess
  let ding: HostProcess
  const enterprise = uuidv7()

  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    jia = await laptop('jia')
    ding = await laptop('ding')
  }, 60_000)
  afterEach(() => {
    server.time.now = Date.now()
  })
  afterAll(async () => {
    for (const host of hosts.splice(0)) host.kill()
    await server.stop()
  })

  async function laptop(login: string): Promise<HostProcess> {
    const host = await startHostProcess(`${login} 的笔记本`)
    hosts.push(host)
    await host.value('account.signIn', { serverUrl: url, login, password: samplePassword })
    return host
  }
  async function again(host: HostProcess): Promise<HostProcess> {
    await host.crash()
    const next = await startHostProcess('笔记本', host.folder)
    hosts = [...hosts.filter((each) => each !== host), next]
    return next
  }
  const owner = { table: 'enterprises', id: enterprise }

  it('go up after their record, and come down when somebody wants to see them', async () => {
    const bytes = photoBytes(3 * megabyte, '座谈会现场的照片')
    const id = await attach(jia, owner, { name: '座谈会.jpg', bytes })
    expect((await jia.value('attachments.get', { id }))?.file).toMatchObject({ state: 'local', here: true })
    expect((await jia.value('sync.status', {})).files).toMatchObject({ waiting: 1 })
    await jia.value('sync.now', {})
    await untilFile(jia, id, ['safe'])
    expect((await jia.value('sync.status', {})).files).toMatchObject({ waiting: 0, refused: 0 })

    await ding.value('sync.now', {})
    const seen = await ding.value('attachments.get', { id })
    expect(seen).toMatchObject({ name: '座谈会.jpg', mine: false, file: { state: 'remote', here: false } })
    await ding.value('attachments.download', { id })
    await untilFile(ding, id, ['safe'])
    expect(await digestOf(ding, id)).toBe(sha256(bytes))
    for (const host of [jia, ding]) expect(filesHold(host.folder, '座谈会现场的照片')).toBe(false)
  }, 60_000)

  it('that the server holds already are not sent a second time', async () => {
    const bytes = photoBytes(megabyte)
    const first = await attach(jia, owner, { name: '一.jpg', bytes })
    await jia.value('sync.now', {})
    await untilFile(jia, first, ['safe'])
    const uploads = patches(server)
    await ding.value('sync.now', {})
    const second = await attach(ding, owner, { name: '二.jpg', bytes })
    await ding.value('sync.now', {})
    await untilFile(ding, second, ['safe'])
    expect(patches(server)).toBe(uploads)
  }, 60_000)

  it('that the server refuses say why, and hold up no other', async () => {
    const odd = await attach(jia, owner, {
      name: '数据.bin',
      bytes: Buffer.from('\0\x01\x02\x03'.repeat(50), 'latin1'),
    })
    const fine = await attach(jia, owner, { name: '好的.jpg', bytes: photoBytes(200_000) })
    await jia.value('sync.now', {})
    await untilFile(jia, fine, ['safe'])
    const refused = await untilFile(jia, odd, ['refused'])
    expect(refused.file.reason).toBe('type-not-allowed')
    expect((await jia.value('sync.status', {})).files).toMatchObject({ waiting: 0, refused: 1 })
    await jia.value('records.delete', { table: 'attachments', id: odd })
    expect((await jia.value('sync.status', {})).files).toMatchObject({ refused: 0 })
  }, 60_000)

  it('go on where they stood when the laptop dies in the middle of sending and of fetching', async () => {
    const bytes = photoBytes(64 * megabyte)
    const id = await attach(jia, owner, { name: '大图.jpg', bytes })
    await jia.value('sync.now', {})
    await untilFile(jia, id, ['uploading'])
    jia = await again(jia)
    const stood = await jia.value('attachments.get', { id })
    expect(stood?.file.state).toBe('uploading')
    const before = patches(server)
    await untilFile(jia, id, ['safe'])
    // 16 pieces make the whole; what was there before the crash is not sent again.
    expect(patches(server) - before).toBeLessThan(16)

    await ding.value('sync.now', {})
    await ding.value('attachments.download', { id })
    await untilBytes(join(ding.folder, 'files', 'partial'), 4 * megabyte)
    ding = await again(ding)
    await untilFile(ding, id, ['safe'])
    expect(server.logged()).toContain('"route":"/files/:attachment/content","status":206')
    expect(await digestOf(ding, id)).toBe(sha256(bytes))
  }, 120_000)

  it('of a kept trip come by themselves', async () => {
    const trip = { table: 'trips', id: uuidv7() }
    await jia.value('trips.save', {
      ...{ id: trip.id, title: '赴东莞', kind: 'small_team', state: 'planned', cities: ['东莞'] },
      ...{ startOn: '2026-11-20', endOn: '2026-11-21', purpose: '招商', legs: [] },
      members: [
        {
          id: uuidv7(),
          name: '样例丁',
          role: 'member',
          userId: (await ding.value('account.status', {})).account?.userId ?? null,
        },
      ],
    })
    const bytes = photoBytes(300_000)
    const id = await attach(jia, trip, { name: '路线.jpg', bytes })
    await jia.value('sync.now', {})
    await untilFile(jia, id, ['safe'])
    await ding.value('sync.now', {})
    await ding.value('attachments.keepTrip', { tripId: trip.id, keep: true })
    await untilFile(ding, id, ['safe'])
    expect(await ding.value('attachments.tripFiles', { tripId: trip.id })).toMatchObject({
      files: 1,
      here: 1,
    })
  }, 60_000)
})

const patches = (server: TestServer): number => server.logged().split('"method":"PATCH"').length - 1

async function untilBytes(folder: string, bytes: number): Promise<void> {
  for (let tries = 0; tries < 8000; tries += 1) {
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size)
    if (sizes.some((size) => size >= bytes)) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('nothing came')
}

function filesHold(folder: string, word: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(Buffer.from(word)),
  )
}
