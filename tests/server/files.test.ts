import { appendFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { revokeDevice } from '../../server/administration/devices.ts'
import { disableUser } from '../../server/administration/users.ts'
import { address, attachmentOf, sha256 } from '../support/attachment-files.ts'
import { freshPicture, sharedFileRoom } from '../support/file-room.ts'

const room = sharedFileRoom()
const { files, record, stored, tidy } = room

describe('A file that was sent', () => {
  it('is there for whoever may read its record, byte for byte', async () => {
    const bytes = freshPicture(3_000_000)
    const id = await record(room.bing, bytes)
    expect(await files(room.bing).state(id)).toEqual(['absent'])
    const begun = await files(room.bing).begin(id, bytes)
    expect(begun.statusCode).toBe(201)
    expect(await files(room.jia).state(id)).toEqual(['uploading'])
    expect((await files(room.jia).content(id)).statusCode).toBe(404)
    await files(room.bing).patch(address(begun), bytes.subarray(0, 1_000_000), 0)
    const done = await files(room.bing).patch(address(begun), bytes.subarray(1_000_000), 1_000_000)
    expect([done.statusCode, done.headers['upload-offset']]).toEqual([204, String(bytes.length)])
    expect(await files(room.jia).state(id)).toEqual(['available'])
    const got = await files(room.jia).content(id)
    expect(sha256(got.rawPayload)).toBe(sha256(bytes))
    expect(got.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      etag: `"${sha256(bytes)}"`,
    })
  })

  it('can be sent with its beginning, and empty', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    const begun = await room.server.app.inject({
      method: 'POST',
      url: '/files',
      headers: {
        authorization: `Bearer ${room.bing.token}`,
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-length': String(bytes.length),
        'upload-metadata': `attachment ${btoa(id)},sha256 ${btoa(sha256(bytes))},size ${btoa(String(bytes.length))}`,
      },
      payload: bytes,
    })
    expect(begun.statusCode).toBe(201)
    const nothing = Buffer.alloc(0)
    const empty = await record(room.bing, nothing, { name: '空.txt', mime: 'text/plain', kind: 'document' })
    expect((await files(room.bing).begin(empty, nothing)).statusCode).toBe(201)
    expect(await files(room.bing).state(id, empty)).toEqual(['available', 'available'])
    const got = await files(room.bing).content(empty)
    expect([got.statusCode, got.rawPayload.length]).toEqual([200, 0])
  })

  it('is answered for again when the last answer was lost', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    const begun = await files(room.bing).begin(id, bytes)
    await files(room.bing).patch(address(begun), bytes, 0)
    const head = await files(room.bing).head(address(begun))
    expect([head.statusCode, head.headers['upload-offset']]).toEqual([200, String(bytes.length)])
    expect((await files(room.bing).patch(address(begun), bytes, 0)).json().error).toBe('wrong-offset')
    expect((await files(room.bing).begin(id, bytes)).json().error).toBe('already-available')
    // Ending it then takes nothing away.
    expect((await files(room.bing).end(address(begun))).statusCode).toBe(204)
    expect((await files(room.bing).content(id)).statusCode).toBe(200)
  })

  it('is found whole after a crash between its last byte and the judgement', async () => {
    for (const wayBack of ['head', 'start'] as const) {
      const bytes = freshPicture()
      const id = await record(room.bing, bytes)
      const begun = await files(room.bing).begin(id, bytes)
      await files(room.bing).patch(address(begun), bytes, 0)
      // As the process left it that died then.
      await room.server.db.deleteFrom('attachment_files').where('attachment', '=', id).execute()
      await room.server.db.deleteFrom('blobs').where('sha256', '=', sha256(bytes)).execute()
      const state = wayBack === 'head' ? 'receiving' : 'checking'
      await room.server.db.updateTable('uploads').set({ state }).where('attachment', '=', id).execute()
      expect(await files(room.bing).state(id)).toEqual(['uploading'])
      if (wayBack === 'head') await files(room.bing).head(address(begun))
      else expect((await tidy()).settled).toBeGreaterThan(0)
      expect(await files(room.bing).state(id)).toEqual(['available'])
      expect(sha256((await files(room.bing).content(id)).rawPayload)).toBe(sha256(bytes))
    }
  })

  it('is asked for again when the disk lost it', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    await files(room.bing).upload(id, bytes)
    const { key } = await room.server.db
      .selectFrom('blobs')
      .select('key')
      .where('sha256', '=', sha256(bytes))
      .executeTakeFirstOrThrow()
    await rm(join(room.folder, key))
    expect((await files(room.bing).content(id)).json().error).toBe('file-absent')
    expect(await files(room.bing).state(id)).toEqual(['absent'])
    await files(room.bing).upload(id, bytes)
    expect(await files(room.bing).state(id)).toEqual(['available'])
  })

  it('is not given up for lost when its whole disk is away for a while', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    await files(room.bing).upload(id, bytes)
    await stored()
    await rename(room.folder, `${room.folder} away`)
    await mkdir(room.folder)
    expect((await files(room.bing).content(id)).statusCode).toBe(503)
    await rm(room.folder, { recursive: true })
    await rename(`${room.folder} away`, room.folder)
    expect(await files(room.bing).state(id)).toEqual(['available'])
    expect((await files(room.bing).content(id)).statusCode).toBe(200)
  })
})

describe('A download', () => {
  it('gives any part of a file, and the whole where the part would be of another content', async () => {
    const bytes = freshPicture(5000)
    const id = await record(room.bing, bytes)
    await files(room.bing).upload(id, bytes)
    const part = async (headers: Record<string, string>) => {
      const answer = await files(room.bing).content(id, headers)
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
    const rest = await files(room.bing).content(id, { range: 'bytes=100-', 'if-range': etag })
    expect(rest.rawPayload.equals(bytes.subarray(100))).toBe(true)
  })

  it("is nobody's who may not read the record, and cannot be told from one that does not exist", async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    await files(room.bing).upload(id, bytes)
    const foreign = await files(room.yi).content(id)
    const none = await files(room.yi).content(v7())
    expect([foreign.statusCode, foreign.body]).toEqual([404, none.body])
    expect(await files(room.yi).state(id, v7())).toEqual(['unknown', 'unknown'])
    expect((await files({ token: 'x'.repeat(43) }).content(id)).statusCode).toBe(401)
  })

  it('ends when the record is deleted, and is there again when the deleting is undone', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    await files(room.bing).upload(id, bytes)
    await room.bing.pull()
    await room.bing.push(room.bing.delete('attachments', id))
    expect((await files(room.bing).content(id)).statusCode).toBe(404)
    await room.bing.push(room.bing.set('attachments', id, { deleted: null }, { kind: 'undelete' }))
    expect((await files(room.bing).content(id)).statusCode).toBe(200)
  })
})

describe('The room.server refuses', () => {
  it("a file for an attachment that it does not know, or that is another person's", async () => {
    const bytes = freshPicture()
    const unpushed = attachmentOf(room.bing, bytes)
    expect((await files(room.bing).begin(unpushed.id, bytes)).json().error).toBe('unknown-attachment')
    const id = await record(room.bing, bytes)
    expect((await files(room.yi).begin(id, bytes)).json().error).toBe('unknown-attachment')
    expect((await files(room.jia).begin(id, bytes)).json().error).toBe('not-your-attachment')
    const begun = await files(room.bing).begin(id, bytes)
    for (const other of [room.yi, room.jia]) {
      expect((await files(other).head(address(begun))).statusCode).toBe(404)
      expect((await files(other).patch(address(begun), bytes, 0)).statusCode).toBe(404)
      expect((await files(other).end(address(begun))).statusCode).toBe(404)
    }
    expect(await files(room.bing).state(id)).toEqual(['uploading'])
  })

  it("another size or hash than the record's, before any byte travels", async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    const errors = [
      await files(room.bing).begin(id, bytes, { sha256: sha256(Buffer.from('other')) }),
      await files(room.bing).begin(id, bytes, { size: bytes.length + 1 }),
      await files(room.bing).begin(id, bytes, {}, { 'upload-length': String(bytes.length + 1) }),
      await files(room.bing).begin(id, Buffer.concat([bytes, bytes])),
    ].map((answer) => [answer.statusCode, answer.json().error])
    expect(errors).toEqual(Array.from({ length: 4 }, () => [422, 'metadata-mismatch']))
    const deferred = { 'upload-length': '', 'upload-defer-length': '1' }
    expect((await files(room.bing).begin(id, bytes, {}, deferred)).statusCode).toBe(400)
  })

  it('more bytes than it was told', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    const begun = await files(room.bing).begin(id, bytes)
    const more = await files(room.bing).patch(address(begun), Buffer.concat([bytes, bytes]), 0)
    expect(more.statusCode).toBe(413)
    expect(await files(room.bing).state(id)).toEqual(['uploading'])
  })

  it('bytes that are not those of the record, removes them, and takes the true ones afterwards', async () => {
    const bytes = freshPicture()
    const wrong = Buffer.from(bytes)
    wrong[100] = 0
    const id = await record(room.bing, bytes)
    const before = await stored()
    const begun = await files(room.bing).begin(id, bytes)
    const answer = await files(room.bing).patch(address(begun), wrong, 0)
    expect([answer.statusCode, answer.json().error]).toEqual([422, 'hash-mismatch'])
    expect(await files(room.bing).state(id)).toEqual(['hash-mismatch'])
    expect(await stored()).toEqual(before)
    expect((await files(room.bing).head(address(begun))).statusCode).toBe(410)
    expect((await files(room.bing).upload(id, bytes)).statusCode).toBe(204)
    expect(await files(room.bing).state(id)).toEqual(['available'])
  })

  it('a program that calls itself a picture, removes it, and does not receive it a second time', async () => {
    const program = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), freshPicture()])
    const id = await record(room.bing, program)
    const before = await stored()
    expect((await files(room.bing).upload(id, program)).json().error).toBe('executable')
    expect(await files(room.jia).state(id)).toEqual(['executable'])
    expect(await stored()).toEqual(before)
    expect((await files(room.bing).begin(id, program)).json().error).toBe('executable')
  })

  it('the rest of an upload whose device was revoked in the middle', async () => {
    const lost = await room.server.device('bing')
    const bytes = freshPicture()
    const id = await record(lost, bytes)
    const begun = await files(lost).begin(id, bytes)
    await files(lost).patch(address(begun), bytes.subarray(0, 1000), 0)
    await revokeDevice(room.server.db, lost.id, () => room.server.time.now)
    const answer = await files(lost).patch(address(begun), bytes.subarray(1000), 1000)
    expect([answer.statusCode, answer.json().error]).toEqual([401, 'device-revoked'])
    expect(await files(room.bing).state(id)).toEqual(['uploading'])
    // The same person goes on with another device, anew.
    expect((await files(room.bing).upload(id, bytes)).statusCode).toBe(204)
    expect(await files(room.bing).state(id)).toEqual(['available'])
  })

  it('a file whose sender was locked out while its last bytes were coming', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    const begun = await files(room.bing).begin(id, bytes)
    await files(room.bing).patch(address(begun), bytes.subarray(0, 1000), 0)
    // Every byte is on the disk; the request was let in before its sender was locked out.
    await appendFile(join(room.folder, address(begun).slice('/files/'.length)), bytes.subarray(1000))
    await disableUser(room.server.db, 'bing', () => room.server.time.now)
    const before = await stored()
    await room.server.db
      .updateTable('uploads')
      .set({ state: 'checking' })
      .where('attachment', '=', id)
      .execute()
    await tidy()
    expect(before.length - (await stored()).length).toBe(1)
    await room.server.db
      .updateTable('accounts')
      .set({ disabled_at: null })
      .where('login', '=', 'bing')
      .execute()
    await room.signIn('bing')
    expect(await files(room.jia).state(id)).toEqual(['absent'])
    const ended = await room.server.db
      .selectFrom('uploads')
      .select('reason')
      .where('attachment', '=', id)
      .execute()
    expect(ended).toEqual([{ reason: 'account-disabled' }])
  })

  it('the rest of an upload whose record was changed or deleted meanwhile', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    const begun = await files(room.bing).begin(id, bytes)
    await files(room.bing).patch(address(begun), bytes.subarray(0, 1000), 0)
    await room.bing.pull()
    const other = freshPicture()
    await room.bing.push(room.bing.set('attachments', id, { sha256: sha256(other), size: other.length }))
    for (const end of [2000, bytes.length]) {
      const answer = await files(room.bing).patch(address(begun), bytes.subarray(1000, end), 1000)
      expect(answer.json().error).toBe('metadata-mismatch')
    }
    expect((await files(room.bing).upload(id, other)).statusCode).toBe(204)
    expect(sha256((await files(room.bing).content(id)).rawPayload)).toBe(sha256(other))
  })
})
