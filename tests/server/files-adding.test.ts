import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { attach, digestOf, photoBytes, sha256 } from '../support/attach.ts'
import { type HostProcess, startHostProcess } from '../support/host-process.ts'
import { samplePassword, testServer } from '../support/server-organisation.ts'

const owner = () => ({ table: 'enterprises', id: uuidv7() })

describe('Adding a file', () => {
  let host: HostProcess
  let before: string[] = []
  beforeAll(async () => {
    const server = await testServer()
    server.time.now = Date.now()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    host = await startHostProcess('笔记本')
    await host.value('account.signIn', { serverUrl: url, login: 'jia', password: samplePassword })
    // From here on there is no network.
    await server.stop()
  }, 60_000)
  beforeEach(() => {
    before = stored(host.folder)
  })
  afterAll(() => host.kill())
  const added = () => stored(host.folder).filter((name) => !before.includes(name))

  test('keeps it whole and unreadable on the disk, and two equal ones once', async () => {
    const bytes = photoBytes(700_000, '意向投资三亿元')
    const id = await attach(host, owner(), { name: '../../纪要.jpg', bytes })
    await attach(host, owner(), { name: '同一张.jpg', bytes })
    expect(await host.value('attachments.get', { id })).toMatchObject({
      name: '纪要.jpg',
      mime: 'image/jpeg',
      kind: 'photo',
      file: { state: 'local', here: true },
    })
    expect(await digestOf(host, id)).toBe(sha256(bytes))
    expect(added()).toHaveLength(1)
    for (const path of everyFile(host.folder)) {
      const content = readFileSync(path)
      expect([path, content.includes(Buffer.from('意向投资三亿元'))]).toEqual([path, false])
      expect(path).not.toContain(sha256(bytes).slice(0, 12))
    }
  })

  test('leaves nothing behind when the app is killed in the middle, and nothing is lost that was added', async () => {
    const bytes = photoBytes(400_000)
    const enterprise = owner()
    const id = await attach(host, enterprise, { name: '已添加.jpg', bytes })
    const { intake } = await host.value('attachments.begin', { name: '一半.jpg', size: 3_000_000 })
    await host.value('attachments.append', { intake, at: 0, bytes: new Uint8Array(photoBytes(900_000)) })
    expect(incoming(host.folder)).toHaveLength(1)
    // As if it had died between the file's place and the record.
    writeFileSync(join(host.folder, 'files', 'a'.repeat(40)), 'left over')
    await host.crash()
    host = await startHostProcess('笔记本', host.folder)
    expect(incoming(host.folder)).toEqual([])
    expect(added()).toHaveLength(1)
    expect(await digestOf(host, id)).toBe(sha256(bytes))
    expect(
      await host.value('attachments.list', { ownerTable: 'enterprises', ownerId: enterprise.id }),
    ).toHaveLength(1)
  })

  test('keeps the file of a deleted attachment, so that the delete can be taken back', async () => {
    const bytes = photoBytes(50_000)
    const id = await attach(host, owner(), { name: '误删.jpg', bytes })
    await host.value('records.delete', { table: 'attachments', id })
    expect(await host.value('attachments.get', { id })).toBeNull()
    await host.crash()
    host = await startHostProcess('笔记本', host.folder)
    await host.value('records.undelete', { table: 'attachments', id })
    expect(await digestOf(host, id)).toBe(sha256(bytes))
  })

  test('does not hold up what is typed meanwhile, not even 200 MB', async () => {
    const piece = new Uint8Array(photoBytes(1024 * 1024))
    const size = 200 * piece.length
    const { intake } = await host.value('attachments.begin', { name: '录像.jpg', size })
    const waits: number[] = []
    let adding = true
    const began = performance.now()
    const typing = (async () => {
      while (adding) {
        const start = performance.now()
        await host.value('drafts.save', { key: 'visit:new', body: { topics: '正在打字' } })
        waits.push(performance.now() - start)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })()
    for (let at = 0; at < size; at += piece.length)
      await host.value('attachments.append', { intake, at, bytes: piece })
    await host.value('attachments.finish', {
      intake,
      replaces: null,
      attachment: {
        ...{ id: uuidv7(), ownerTable: 'enterprises', ownerId: uuidv7(), name: '录像.jpg' },
        confidentiality: 'internal',
      },
    })
    adding = false
    await typing
    waits.sort((one, other) => one - other)
    // A busy machine makes everything longer; whoever waits for the file waits for all of it.
    const bearable = Math.max(400, (performance.now() - began) / 10)
    expect(waits[Math.floor(waits.length * 0.95)]).toBeLessThan(bearable)
  }, 60_000)

  test.each([
    ['an empty file', 'file/empty', Buffer.alloc(0), '空.jpg'],
    [
      'a program renamed to a photo',
      'file/type-refused',
      Buffer.from(`MZ${'\0'.repeat(99)}`, 'latin1'),
      '照片.jpg',
    ],
  ])('%s is refused with its reason and leaves nothing', async (_, code, bytes, name) => {
    await expect(attach(host, owner(), { name, bytes })).rejects.toThrow(code)
    expect(incoming(host.folder)).toEqual([])
    expect(added()).toEqual([])
  })
})

const incoming = (folder: string): string[] => {
  const place = join(folder, 'files', 'incoming')
  return existsSync(place) ? readdirSync(place) : []
}

const stored = (folder: string): string[] =>
  (existsSync(join(folder, 'files')) ? readdirSync(join(folder, 'files')) : []).filter((name) =>
    statSync(join(folder, 'files', name)).isFile(),
  )

const everyFile = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
