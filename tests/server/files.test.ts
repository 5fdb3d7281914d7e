import { appendFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { revokeDevice } from '../../server/administration/devices.ts'
import { disableUser } from '../../server/administration/users.ts'
import { diskStorage } from '../../server/files/disk-storage.ts'
import { tidyFiles } from '../../server/files/housekeeping.ts'
import { address, attachmentOf, filesOf, picture, sha256 } from '../support/attachment-files.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

const day = 86_400_000

let server: TestServer
let folder: string
let jia: ServerDevice
let bing: ServerDevice
let yi: ServerDevice
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-files-'))
  server = await testServer({ files: diskStorage(folder) })
  jia = await server.device('jia')
  bing = await server.device('bing')
  yi = await server.device('yi')
})
beforeEach(async () => {
  await server.db.updateTable('organisation').set({ file_quota: null }).execute()
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const files = (device: Pick<ServerDevice, 'token'>) => filesOf(server.app, device)
const storage = () => diskStorage(folder)
const tidy = () => tidyFiles(server.db, storage(), server.time.now)

/** Pushes the record of an attachment and returns its id. */
async function record(device: ServerDevice, bytes: Buffer, values = {}): Promise<string> {
  const op = attachmentOf(device, bytes, values)
  const [result] = await device.push(op)
  expect(result).toMatchObject({ status: 'applied' })
  return op.id
}

/** Names in the storage, once what goes in the background is gone. */
async function stored(): Promise<string[]> {
  for (let round = 0; round < 50; round++) {
    const left = await server.db.selectFrom('file_removals').select('key').execute()
    if (left.length === 0) break
    await sleep(20)
  }
  return (await readdir(folder)).filter((name) => name !== 'outpost-files')
}

let serial = 0
/** A picture that no other test has. */
const fresh = (size = 3000) => Buffer.concat([picture(size), Buffer.from(String(serial++))])

describe('A file that was sent', () => {
  it('is there for whoever may read its record, byte for byte', async () => {
    const bytes = fresh(3_000_000)
    const id = await record(bing, bytes)
    expect(await files(bing).state(id)).toEqual(['absent'])
    const begun = await files(bing).begin(id, bytes)
    expect(begun.statusCode).toBe(201)
    expect(await files(jia).state(id)).toEqual(['uploading'])
    expect((await files(jia).content(id)).statusCode).toBe(404)
    await files(bing).patch(address(begun), bytes.subarray(0, 1_000_000), 0)
    const done = await files(bing).patch(address(begun), bytes.subarray(1_000_000), 1_000_000)
    expect([done.statusCode, done.headers['upload-offset']]).toEqual([204, String(bytes.length)])
    expect(await files(jia).state(id)).toEqual(['available'])
    const got = await files(jia).content(id)
    expect(sha256(got.rawPayload)).toBe(sha256(bytes))
    expect(got.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      etag: `"${sha256(bytes)}"`,
    })
  })

  it('can be sent with its beginning, and empty', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    const begun = await server.app.inject({
      method: 'POST',
      url: '/files',
      headers: {
        authorization: `Bearer ${bing.token}`,
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-length': String(bytes.length),
        'upload-metadata': `attachment ${btoa(id)},sha256 ${btoa(sha256(bytes))},size ${btoa(String(bytes.length))}`,
      },
      payload: bytes,
    })
    expect(begun.statusCode).toBe(201)
    const nothing = Buffer.alloc(0)
    const empty = await record(bing, nothing, { name: '空.txt', mime: 'text/plain', kind: 'document' })
    expect((await files(bing).begin(empty, nothing)).statusCode).toBe(201)
    expect(await files(bing).state(id, empty)).toEqual(['available', 'available'])
    const got = await files(bing).content(empty)
    expect([got.statusCode, got.rawPayload.length]).toEqual([200, 0])
  })

  it('is answered for again when the last answer was lost', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    const begun = await files(bing).begin(id, bytes)
    await files(bing).patch(address(begun), bytes, 0)
    const head = await files(bing).head(address(begun))
    expect([head.statusCode, head.headers['upload-offset']]).toEqual([200, String(bytes.length)])
    expect((await files(bing).patch(address(begun), bytes, 0)).json().error).toBe('wrong-offset')
    expect((await files(bing).begin(id, bytes)).json().error).toBe('already-available')
    // Ending it then takes nothing away.
    expect((await files(bing).end(address(begun))).statusCode).toBe(204)
    expect((await files(bing).content(id)).statusCode).toBe(200)
  })

  it('is found whole after a crash between its last byte and the judgement', async () => {
    for (const wayBack of ['head', 'start'] as const) {
      const bytes = fresh()
      const id = await record(bing, bytes)
      const begun = await files(bing).begin(id, bytes)
      await files(bing).patch(address(begun), bytes, 0)
      // As the process left it that died then.
      await server.db.deleteFrom('attachment_files').where('attachment', '=', id).execute()
      await server.db.deleteFrom('blobs').where('sha256', '=', sha256(bytes)).execute()
      const state = wayBack === 'head' ? 'receiving' : 'checking'
      await server.db.updateTable('uploads').set({ state }).where('attachment', '=', id).execute()
      expect(await files(bing).state(id)).toEqual(['uploading'])
      if (wayBack === 'head') await files(bing).head(address(begun))
      else expect((await tidy()).settled).toBeGreaterThan(0)
      expect(await files(bing).state(id)).toEqual(['available'])
      expect(sha256((await files(bing).content(id)).rawPayload)).toBe(sha256(bytes))
    }
  })

  it('is asked for again when the disk lost it', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    await files(bing).upload(id, bytes)
    const { key } = await server.db
      .selectFrom('blobs')
      .select('key')
      .where('sha256', '=', sha256(bytes))
      .executeTakeFirstOrThrow()
    await rm(join(folder, key))
    expect((await files(bing).content(id)).json().error).toBe('file-absent')
    expect(await files(bing).state(id)).toEqual(['absent'])
    await files(bing).upload(id, bytes)
    expect(await files(bing).state(id)).toEqual(['available'])
  })

  it('is not given up for lost when its whole disk is away for a while', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    await files(bing).upload(id, bytes)
    await stored()
    await rename(folder, `${folder} away`)
    await mkdir(folder)
    expect((await files(bing).content(id)).statusCode).toBe(503)
    await rm(folder, { recursive: true })
    await rename(`${folder} away`, folder)
    expect(await files(bing).state(id)).toEqual(['available'])
    expect((await files(bing).content(id)).statusCode).toBe(200)
  })
})

describe('A download', () => {
  it('gives any part of a file, and the whole where the part would be of another content', async () => {
    const bytes = fresh(5000)
    const id = await record(bing, bytes)
    await files(bing).upload(id, bytes)
    const part = async (headers: Record<string, string>) => {
      const answer = await files(bing).content(id, headers)
      return [answer.statusCode, answer.headers['content-range'], answer.rawPayload.length] as const
    }
    const size = bytes.length
    const etag = `"${sha256(bytes)}"`
    expect(await part({ range: 'bytes=0-9' })).toEqual([206, `bytes 0-9/${size}`, 10])
    expect(await part({ range: 'bytes=4000-' })).toEqual([206, `bytes 4000-${size - 1}/${size}`, size - 4000])
    expect(await part({ range: 'bytes=-5' })).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, 5])
    expect(await part({ range: 'bytes=4000-99999' })).toEqual([
      206,
      `bytes 4000-${size - 1}/${size}`,
      size - 4000,
    ])
    expect(await part({ range: `bytes=${size}-` })).toEqual([416, `bytes */${size}`, 0])
    expect(await part({ range: 'bytes=0-1,4-5' })).toEqual([200, undefined, size])
    expect(await part({ range: 'bytes=0-9', 'if-range': etag })).toEqual([206, `bytes 0-9/${size}`, 10])
    expect(await part({ range: 'bytes=0-9', 'if-range': '"other"' })).toEqual([200, undefined, size])
    expect((await part({ 'if-none-match': etag }))[0]).toBe(304)
    const rest = await files(bing).content(id, { range: 'bytes=100-', 'if-range': etag })
    expect(rest.rawPayload.equals(bytes.subarray(100))).toBe(true)
  })

  it("is nobody's who may not read the record, and cannot be told from one that does not exist", async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    await files(bing).upload(id, bytes)
    const foreign = await files(yi).content(id)
    const none = await files(yi).content(v7())
    expect([foreign.statusCode, foreign.body]).toEqual([404, none.body])
    expect(await files(yi).state(id, v7())).toEqual(['unknown', 'unknown'])
    expect((await files({ token: 'x'.repeat(43) }).content(id)).statusCode).toBe(401)
  })

  it('ends when the record is deleted, and is there again when the deleting is undone', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    await files(bing).upload(id, bytes)
    await bing.pull()
    await bing.push(bing.delete('attachments', id))
    expect((await files(bing).content(id)).statusCode).toBe(404)
    await bing.push(bing.set('attachments', id, { deleted: null }, { kind: 'undelete' }))
    expect((await files(bing).content(id)).statusCode).toBe(200)
  })
})

describe('The server refuses', () => {
  it("a file for an attachment that it does not know, or that is another person's", async () => {
    const bytes = fresh()
    const unpushed = attachmentOf(bing, bytes)
    expect((await files(bing).begin(unpushed.id, bytes)).json().error).toBe('unknown-attachment')
    const id = await record(bing, bytes)
    expect((await files(yi).begin(id, bytes)).json().error).toBe('unknown-attachment')
    expect((await files(jia).begin(id, bytes)).json().error).toBe('not-your-attachment')
    const begun = await files(bing).begin(id, bytes)
    for (const other of [yi, jia]) {
      expect((await files(other).head(address(begun))).statusCode).toBe(404)
      expect((await files(other).patch(address(begun), bytes, 0)).statusCode).toBe(404)
      expect((await files(other).end(address(begun))).statusCode).toBe(404)
    }
    expect(await files(bing).state(id)).toEqual(['uploading'])
  })

  it("another size or hash than the record's, before any byte travels", async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    const errors = [
      await files(bing).begin(id, bytes, { sha256: sha256(Buffer.from('other')) }),
      await files(bing).begin(id, bytes, { size: bytes.length + 1 }),
      await files(bing).begin(id, bytes, {}, { 'upload-length': String(bytes.length + 1) }),
      await files(bing).begin(id, Buffer.concat([bytes, bytes])),
    ].map((answer) => [answer.statusCode, answer.json().error])
    expect(errors).toEqual(Array.from({ length: 4 }, () => [422, 'metadata-mismatch']))
    const deferred = { 'upload-length': '', 'upload-defer-length': '1' }
    expect((await files(bing).begin(id, bytes, {}, deferred)).statusCode).toBe(400)
  })

  it('more bytes than it was told', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    const begun = await files(bing).begin(id, bytes)
    const more = await files(bing).patch(address(begun), Buffer.concat([bytes, bytes]), 0)
    expect(more.statusCode).toBe(413)
    expect(await files(bing).state(id)).toEqual(['uploading'])
  })

  it('bytes that are not those of the record, removes them, and takes the true ones afterwards', async () => {
    const bytes = fresh()
    const wrong = Buffer.from(bytes)
    wrong[100] = 0
    const id = await record(bing, bytes)
    const before = await stored()
    const begun = await files(bing).begin(id, bytes)
    const answer = await files(bing).patch(address(begun), wrong, 0)
    expect([answer.statusCode, answer.json().error]).toEqual([422, 'hash-mismatch'])
    expect(await files(bing).state(id)).toEqual(['hash-mismatch'])
    expect(await stored()).toEqual(before)
    expect((await files(bing).head(address(begun))).statusCode).toBe(410)
    expect((await files(bing).upload(id, bytes)).statusCode).toBe(204)
    expect(await files(bing).state(id)).toEqual(['available'])
  })

  it('a program that calls itself a picture, removes it, and does not receive it a second time', async () => {
    const program = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(500, serial++)])
    const id = await record(bing, program)
    const before = await stored()
    expect((await files(bing).upload(id, program)).json().error).toBe('executable')
    expect(await files(jia).state(id)).toEqual(['executable'])
    expect(await stored()).toEqual(before)
    expect((await files(bing).begin(id, program)).json().error).toBe('executable')
  })

  it('the rest of an upload whose device was revoked in the middle', async () => {
    const lost = await server.device('bing')
    const bytes = fresh()
    const id = await record(lost, bytes)
    const begun = await files(lost).begin(id, bytes)
    await files(lost).patch(address(begun), bytes.subarray(0, 1000), 0)
    await revokeDevice(server.db, lost.id, () => server.time.now)
    const answer = await files(lost).patch(address(begun), bytes.subarray(1000), 1000)
    expect([answer.statusCode, answer.json().error]).toEqual([401, 'device-revoked'])
    expect(await files(bing).state(id)).toEqual(['uploading'])
    // The same person goes on with another device, anew.
    expect((await files(bing).upload(id, bytes)).statusCode).toBe(204)
    expect(await files(bing).state(id)).toEqual(['available'])
  })

  it('a file whose sender was locked out while its last bytes were coming', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    const begun = await files(bing).begin(id, bytes)
    await files(bing).patch(address(begun), bytes.subarray(0, 1000), 0)
    // Every byte is on the disk; the request was let in before its sender was locked out.
    await appendFile(join(folder, address(begun).slice('/files/'.length)), bytes.subarray(1000))
    await disableUser(server.db, 'bing', () => server.time.now)
    const before = await stored()
    await server.db.updateTable('uploads').set({ state: 'checking' }).where('attachment', '=', id).execute()
    await tidy()
    expect(before.length - (await stored()).length).toBe(1)
    await server.db.updateTable('accounts').set({ disabled_at: null }).where('login', '=', 'bing').execute()
    bing = await server.device('bing')
    expect(await files(jia).state(id)).toEqual(['absent'])
    const ended = await server.db
      .selectFrom('uploads')
      .select('reason')
      .where('attachment', '=', id)
      .execute()
    expect(ended).toEqual([{ reason: 'account-disabled' }])
  })

  it('the rest of an upload whose record was changed or deleted meanwhile', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    const begun = await files(bing).begin(id, bytes)
    await files(bing).patch(address(begun), bytes.subarray(0, 1000), 0)
    await bing.pull()
    const other = fresh()
    await bing.push(bing.set('attachments', id, { sha256: sha256(other), size: other.length }))
    for (const end of [2000, bytes.length]) {
      const answer = await files(bing).patch(address(begun), bytes.subarray(1000, end), 1000)
      expect(answer.json().error).toBe('metadata-mismatch')
    }
    expect((await files(bing).upload(id, other)).statusCode).toBe(204)
    expect(sha256((await files(bing).content(id)).rawPayload)).toBe(sha256(other))
  })
})

describe('Nothing that a client says reaches the file system', () => {
  const paths = [
    '../../etc/passwd',
    '..\\..\\boot.ini',
    '/etc/passwd',
    '%2e%2e%2fpasswd',
    'a\u0000b',
    '附'.repeat(300),
  ]

  it('by the name of a record, however it looks', async () => {
    const before = await stored()
    for (const name of paths.filter((path) => !path.includes('\u0000'))) {
      const bytes = fresh()
      const id = await record(bing, bytes, { name })
      expect((await files(bing).upload(id, bytes)).statusCode).toBe(204)
    }
    const added = (await stored()).filter((name) => !before.includes(name))
    expect(added).toHaveLength(paths.length - 1)
    for (const name of added) expect(name).toMatch(/^[0-9a-f-]{36}$/)
  })

  it("by any field of an upload's metadata", async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    for (const path of paths) {
      const attempts = [{ attachment: path }, { sha256: path }, { size: path }]
      for (const attempt of attempts) {
        const answer = await files(bing).begin(id, bytes, attempt)
        expect([400, 422]).toContain(answer.statusCode)
      }
    }
    const extra = { filename: '../../x', name: '../../x', path: '/tmp/x', id: '../x', relativePath: '../x' }
    const begun = await files(bing).begin(id, bytes, extra)
    expect(address(begun)).toMatch(/^\/files\/[0-9a-f-]{36}$/)
    const head = await files(bing).head(address(begun))
    expect(head.headers['upload-metadata'] ?? '').toBe('')
  })

  it('by an address or a header', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    const before = await stored()
    const urls = paths.map((path) => `/files/${encodeURIComponent(path)}`)
    for (const url of [
      ...urls,
      '/files/..%2f..%2fetc%2fpasswd',
      '/files/outpost-files',
      '/files/state',
      '/files/',
    ]) {
      expect([400, 404, 414]).toContain((await files(bing).head(url)).statusCode)
      expect([400, 404, 405, 414]).toContain((await files(bing).patch(url, bytes, 0)).statusCode)
      expect([400, 404, 405, 414]).toContain((await files(bing).end(url)).statusCode)
      expect([400, 404, 414]).toContain(
        (
          await files(bing).ask('GET', `${url}/content`, {
            authorization: `Bearer ${bing.token}`,
          })
        ).statusCode,
      )
    }
    const headers = {
      'x-forwarded-host': '../../etc',
      'x-forwarded-proto': 'https',
      forwarded: 'host="../../etc"',
      'upload-concat': 'final;../../etc/passwd',
      'x-http-method-override': 'DELETE',
      'x-filename': '../../x',
    }
    for (const [name, value] of Object.entries(headers)) {
      const begun = await files(bing).begin(id, bytes, {}, { [name]: value })
      if (begun.statusCode === 201) {
        expect(address(begun)).toMatch(/^\/files\/[0-9a-f-]{36}$/)
        await files(bing).end(address(begun))
      }
    }
    expect(await stored()).toEqual(before)
  })
})

describe('The space of the organisation', () => {
  it('is told with how much is free when a file does not fit', async () => {
    const bytes = fresh(50_000)
    const id = await record(bing, bytes)
    const { spaceOf } = await import('../../server/files/quota.ts')
    const { used } = await spaceOf(server.db)
    await server.db
      .updateTable('organisation')
      .set({ file_quota: used + 20_480 })
      .execute()
    const answer = await files(bing).begin(id, bytes)
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toMatchObject({
      error: 'quota-exceeded',
      freeBytes: 20_480,
      neededBytes: bytes.length,
      message: expect.stringContaining('20 KB of'),
    })
  })

  it('stops an upload in the middle when it became too small, and lets it go on when it grows', async () => {
    const bytes = fresh(50_000)
    const id = await record(bing, bytes)
    const begun = await files(bing).begin(id, bytes)
    await files(bing).patch(address(begun), bytes.subarray(0, 10_000), 0)
    await server.db.updateTable('organisation').set({ file_quota: 1000 }).execute()
    const answer = await files(bing).patch(address(begun), bytes.subarray(10_000), 10_000)
    expect([answer.statusCode, answer.json().error]).toEqual([413, 'quota-exceeded'])
    await server.db.updateTable('organisation').set({ file_quota: null }).execute()
    expect((await files(bing).head(address(begun))).headers['upload-offset']).toBe('10000')
    expect((await files(bing).patch(address(begun), bytes.subarray(10_000), 10_000)).statusCode).toBe(204)
  })

  it('is not given twice to uploads that begin at once', async () => {
    const { spaceOf } = await import('../../server/files/quota.ts')
    const all = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const bytes = fresh(40_000)
        return { bytes, id: await record(bing, bytes) }
      }),
    )
    const { used } = await spaceOf(server.db)
    await server.db
      .updateTable('organisation')
      .set({ file_quota: used + 100_000 })
      .execute()
    const answers = await Promise.all(all.map(({ id, bytes }) => files(bing).begin(id, bytes)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 413, 413])
  })

  it('does not tell by what is left whether somebody else has a file', async () => {
    const { spaceOf } = await import('../../server/files/quota.ts')
    const bytes = fresh(10_000)
    const first = await record(bing, bytes)
    await files(bing).upload(first, bytes)
    const before = await spaceOf(server.db)
    const second = await record(yi, bytes)
    await files(yi).upload(second, bytes)
    expect((await spaceOf(server.db)).used - before.used).toBe(bytes.length)
  })
})

describe('The same content twice', () => {
  it('needs no second upload where the user can read the first, and is kept once', async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    await files(bing).upload(id, bytes)
    const before = await stored()
    const copy = await record(jia, bytes)
    expect(await files(jia).state(copy)).toEqual(['absent'])
    expect((await files(jia).claim(copy, sha256(bytes))).json()).toEqual({ state: 'available' })
    expect(sha256((await files(jia).content(copy)).rawPayload)).toBe(sha256(bytes))
    expect(await stored()).toEqual(before)
  })

  it('is as unknown as any other where the user cannot read the first', async () => {
    const bytes = fresh()
    await files(bing).upload(await record(bing, bytes), bytes)
    const known = await record(yi, bytes)
    const unknown = await record(yi, fresh())
    const none = fresh()
    const answers = [
      await files(yi).claim(known, sha256(bytes)),
      await files(yi).claim(await record(yi, none), sha256(none)),
    ]
    expect(answers[0]?.body).toBe(answers[1]?.body)
    expect(answers[0]?.json()).toEqual({ state: 'absent' })
    expect(Object.keys(answers[0]?.headers ?? {})).toEqual(Object.keys(answers[1]?.headers ?? {}))
    expect(await files(yi).state(known, unknown)).toEqual(['absent', 'absent'])
    // Only who has the bytes comes to the file; then it is kept once.
    const before = await stored()
    await files(yi).upload(known, bytes)
    expect(await files(yi).state(known)).toEqual(['available'])
    expect(await stored()).toEqual(before)
  })

  it("cannot be claimed for another hash than the record's, or for somebody else's attachment", async () => {
    const bytes = fresh()
    const id = await record(bing, bytes)
    await files(bing).upload(id, bytes)
    const other = await record(bing, fresh())
    expect((await files(bing).claim(other, sha256(bytes))).json().error).toBe('metadata-mismatch')
    const third = await record(bing, bytes)
    expect((await files(jia).claim(third, sha256(bytes))).json().error).toBe('not-your-attachment')
    expect((await files(yi).claim(third, sha256(bytes))).json().error).toBe('unknown-attachment')
  })

  it('is taken once when two devices of its author send it at the same time', async () => {
    const other = await server.device('bing')
    const bytes = fresh(2_000_000)
    const id = await record(bing, bytes)
    const answers = await Promise.all([
      files(bing).upload(id, bytes, 300_000),
      files(other).upload(id, bytes, 500_000),
    ])
    for (const answer of answers) expect([204, 409]).toContain(answer.statusCode)
    expect(answers.some(({ statusCode }) => statusCode === 204)).toBe(true)
    expect(await files(jia).state(id)).toEqual(['available'])
    expect(sha256((await files(jia).content(id)).rawPayload)).toBe(sha256(bytes))
    const sizes = await Promise.all(
      (await stored()).map(async (name) => (await stat(join(folder, name))).size),
    )
    expect(sizes.filter((size) => size === bytes.length)).toHaveLength(1)
  })

  it('goes on for one when the other gives up', async () => {
    const bytes = fresh(10_000)
    const id = await record(bing, bytes)
    const [one, two] = [await files(bing).begin(id, bytes), await files(bing).begin(id, bytes)]
    await files(bing).patch(address(one), bytes.subarray(0, 4000), 0)
    await files(bing).patch(address(two), bytes.subarray(0, 6000), 0)
    expect((await files(bing).end(address(one))).statusCode).toBe(204)
    expect((await files(bing).head(address(one))).statusCode).toBe(410)
    expect((await files(bing).patch(address(two), bytes.subarray(6000), 6000)).statusCode).toBe(204)
  })
})

describe('What nobody needs any more', () => {
  it('goes when an upload was left for a week, and not while it goes on', async () => {
    const [left, gone] = [fresh(), fresh()]
    const [a, b] = [await record(bing, left), await record(bing, gone)]
    const [going, forgotten] = [await files(bing).begin(a, left), await files(bing).begin(b, gone)]
    await files(bing).patch(address(going), left.subarray(0, 100), 0)
    server.time.now += 5 * day
    await files(bing).patch(address(going), left.subarray(100, 200), 100)
    server.time.now += 4 * day
    const before = await stored()
    expect((await tidy()).expired).toBeGreaterThanOrEqual(1)
    const after = await stored()
    const name = (begun: Parameters<typeof address>[0]) => address(begun).slice('/files/'.length)
    expect(before).toContain(name(forgotten))
    expect(after).not.toContain(name(forgotten))
    expect(after).toContain(name(going))
    expect((await files(bing).head(address(forgotten))).statusCode).toBe(410)
    expect((await files(bing).patch(address(going), left.subarray(200), 200)).statusCode).toBe(204)
  })

  it('stays as long as one attachment names it, and two months longer', async () => {
    const bytes = fresh()
    const [first, second] = [await record(bing, bytes), await record(bing, bytes)]
    await files(bing).upload(first, bytes)
    await files(bing).claim(second, sha256(bytes))
    await bing.pull()
    await bing.push(bing.delete('attachments', first))
    const isKept = async () =>
      (await server.db.selectFrom('blobs').select('key').where('sha256', '=', sha256(bytes)).execute())
        .length === 1
    await tidy()
    server.time.now += 400 * day
    await tidy()
    expect(await isKept()).toBe(true)
    await bing.push(bing.delete('attachments', second))
    await tidy()
    server.time.now += 59 * day
    await tidy()
    expect(await isKept()).toBe(true)
    // Brought back in time, it begins anew.
    await bing.push(bing.set('attachments', second, { deleted: null }, { kind: 'undelete' }))
    server.time.now += 2 * day
    await tidy()
    server.time.now += 80 * day
    await tidy()
    expect(await files(bing).state(second)).toEqual(['available'])
    await bing.push(bing.delete('attachments', second))
    await tidy()
    server.time.now += 61 * day
    const before = await stored()
    expect((await tidy()).released).toBe(1)
    expect(before.length - (await stored()).length).toBe(1)
    await bing.push(bing.set('attachments', second, { deleted: null }, { kind: 'undelete' }))
    expect(await files(bing).state(second)).toEqual(['absent'])
  })
})
