import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { spaceOf } from '../../server/files/quota.ts'
import { address, sha256 } from '../support/attachment-files.ts'
import { freshPicture, sharedFileRoom } from '../support/file-room.ts'

const day = 86_400_000

const room = sharedFileRoom()
const { files, record, stored, tidy } = room

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
      const bytes = freshPicture()
      const id = await record(room.bing, bytes, { name })
      expect((await files(room.bing).upload(id, bytes)).statusCode).toBe(204)
    }
    const added = (await stored()).filter((name) => !before.includes(name))
    expect(added).toHaveLength(paths.length - 1)
    for (const name of added) expect(name).toMatch(/^[0-9a-f-]{36}$/)
  })

  it("by any field of an upload's metadata", async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    for (const path of paths) {
      const attempts = [{ attachment: path }, { sha256: path }, { size: path }]
      for (const attempt of attempts) {
        const answer = await files(room.bing).begin(id, bytes, attempt)
        expect([400, 422]).toContain(answer.statusCode)
      }
    }
    const extra = { filename: '../../x', name: '../../x', path: '/tmp/x', id: '../x', relativePath: '../x' }
    const begun = await files(room.bing).begin(id, bytes, extra)
    expect(address(begun)).toMatch(/^\/files\/[0-9a-f-]{36}$/)
    const head = await files(room.bing).head(address(begun))
    expect(head.headers['upload-metadata'] ?? '').toBe('')
  })

  it('by an address or a header', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    const before = await stored()
    const urls = paths.map((path) => `/files/${encodeURIComponent(path)}`)
    for (const url of [
      ...urls,
      '/files/..%2f..%2fetc%2fpasswd',
      '/files/outpost-files',
      '/files/state',
      '/files/',
    ]) {
      expect([400, 404, 414]).toContain((await files(room.bing).head(url)).statusCode)
      expect([400, 404, 405, 414]).toContain((await files(room.bing).patch(url, bytes, 0)).statusCode)
      expect([400, 404, 405, 414]).toContain((await files(room.bing).end(url)).statusCode)
      expect([400, 404, 414]).toContain(
        (
          await files(room.bing).ask('GET', `${url}/content`, {
            authorization: `Bearer ${room.bing.token}`,
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
      const begun = await files(room.bing).begin(id, bytes, {}, { [name]: value })
      if (begun.statusCode === 201) {
        expect(address(begun)).toMatch(/^\/files\/[0-9a-f-]{36}$/)
        await files(room.bing).end(address(begun))
      }
    }
    expect(await stored()).toEqual(before)
  })
})

describe('The space of the organisation', () => {
  it('is told with how much is free when a file does not fit', async () => {
    const bytes = freshPicture(50_000)
    const id = await record(room.bing, bytes)
    const { used } = await spaceOf(room.server.db)
    await room.server.db
      .updateTable('organisation')
      .set({ file_quota: used + 20_480 })
      .execute()
    const answer = await files(room.bing).begin(id, bytes)
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toMatchObject({
      error: 'quota-exceeded',
      freeBytes: 20_480,
      neededBytes: bytes.length,
      message: expect.stringContaining('20 KB of'),
    })
  })

  it('stops an upload in the middle when it became too small, and lets it go on when it grows', async () => {
    const bytes = freshPicture(50_000)
    const id = await record(room.bing, bytes)
    const begun = await files(room.bing).begin(id, bytes)
    await files(room.bing).patch(address(begun), bytes.subarray(0, 10_000), 0)
    await room.server.db.updateTable('organisation').set({ file_quota: 1000 }).execute()
    const answer = await files(room.bing).patch(address(begun), bytes.subarray(10_000), 10_000)
    expect([answer.statusCode, answer.json().error]).toEqual([413, 'quota-exceeded'])
    await room.server.db.updateTable('organisation').set({ file_quota: null }).execute()
    expect((await files(room.bing).head(address(begun))).headers['upload-offset']).toBe('10000')
    expect((await files(room.bing).patch(address(begun), bytes.subarray(10_000), 10_000)).statusCode).toBe(
      204,
    )
  })

  it('is not given twice to uploads that begin at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const bytes = freshPicture(40_000)
        return { bytes, id: await record(room.bing, bytes) }
      }),
    )
    const { used } = await spaceOf(room.server.db)
    await room.server.db
      .updateTable('organisation')
      .set({ file_quota: used + 100_000 })
      .execute()
    const answers = await Promise.all(all.map(({ id, bytes }) => files(room.bing).begin(id, bytes)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 413, 413])
  })

  it('does not tell by what is left whether somebody else has a file', async () => {
    const bytes = freshPicture(10_000)
    const first = await record(room.bing, bytes)
    await files(room.bing).upload(first, bytes)
    const before = await spaceOf(room.server.db)
    const second = await record(room.yi, bytes)
    await files(room.yi).upload(second, bytes)
    expect((await spaceOf(room.server.db)).used - before.used).toBe(bytes.length)
  })
})

describe('The same content twice', () => {
  it('needs no second upload where the user can read the first, and is kept once', async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    await files(room.bing).upload(id, bytes)
    const before = await stored()
    const copy = await record(room.jia, bytes)
    expect(await files(room.jia).state(copy)).toEqual(['absent'])
    expect((await files(room.jia).claim(copy, sha256(bytes))).json()).toEqual({ state: 'available' })
    expect(sha256((await files(room.jia).content(copy)).rawPayload)).toBe(sha256(bytes))
    expect(await stored()).toEqual(before)
  })

  it('is as unknown as any other where the user cannot read the first', async () => {
    const bytes = freshPicture()
    await files(room.bing).upload(await record(room.bing, bytes), bytes)
    const known = await record(room.yi, bytes)
    const unknown = await record(room.yi, freshPicture())
    const none = freshPicture()
    const answers = [
      await files(room.yi).claim(known, sha256(bytes)),
      await files(room.yi).claim(await record(room.yi, none), sha256(none)),
    ]
    expect(answers[0]?.body).toBe(answers[1]?.body)
    expect(answers[0]?.json()).toEqual({ state: 'absent' })
    expect(Object.keys(answers[0]?.headers ?? {})).toEqual(Object.keys(answers[1]?.headers ?? {}))
    expect(await files(room.yi).state(known, unknown)).toEqual(['absent', 'absent'])
    // Only who has the bytes comes to the file; then it is kept once.
    const before = await stored()
    await files(room.yi).upload(known, bytes)
    expect(await files(room.yi).state(known)).toEqual(['available'])
    expect(await stored()).toEqual(before)
  })

  it("cannot be claimed for another hash than the record's, or for somebody else's attachment", async () => {
    const bytes = freshPicture()
    const id = await record(room.bing, bytes)
    await files(room.bing).upload(id, bytes)
    const other = await record(room.bing, freshPicture())
    expect((await files(room.bing).claim(other, sha256(bytes))).json().error).toBe('metadata-mismatch')
    const third = await record(room.bing, bytes)
    expect((await files(room.jia).claim(third, sha256(bytes))).json().error).toBe('not-your-attachment')
    expect((await files(room.yi).claim(third, sha256(bytes))).json().error).toBe('unknown-attachment')
  })

  it('is taken once when two devices of its author send it at the same time', async () => {
    const other = await room.server.device('bing')
    const bytes = freshPicture(2_000_000)
    const id = await record(room.bing, bytes)
    const answers = await Promise.all([
      files(room.bing).upload(id, bytes, 300_000),
      files(other).upload(id, bytes, 500_000),
    ])
    for (const answer of answers) expect([204, 409]).toContain(answer.statusCode)
    expect(answers.some(({ statusCode }) => statusCode === 204)).toBe(true)
    expect(await files(room.jia).state(id)).toEqual(['available'])
    expect(sha256((await files(room.jia).content(id)).rawPayload)).toBe(sha256(bytes))
    const sizes = await Promise.all(
      (await stored()).map(async (name) => (await stat(join(room.folder, name))).size),
    )
    expect(sizes.filter((size) => size === bytes.length)).toHaveLength(1)
  })

  it('goes on for one when the other gives up', async () => {
    const bytes = freshPicture(10_000)
    const id = await record(room.bing, bytes)
    const [one, two] = [await files(room.bing).begin(id, bytes), await files(room.bing).begin(id, bytes)]
    await files(room.bing).patch(address(one), bytes.subarray(0, 4000), 0)
    await files(room.bing).patch(address(two), bytes.subarray(0, 6000), 0)
    expect((await files(room.bing).end(address(one))).statusCode).toBe(204)
    expect((await files(room.bing).head(address(one))).statusCode).toBe(410)
    expect((await files(room.bing).patch(address(two), bytes.subarray(6000), 6000)).statusCode).toBe(204)
  })
})

describe('What nobody needs any more', () => {
  it('goes when an upload was left for a week, and not while it goes on', async () => {
    const [left, gone] = [freshPicture(), freshPicture()]
    const [a, b] = [await record(room.bing, left), await record(room.bing, gone)]
    const [going, forgotten] = [await files(room.bing).begin(a, left), await files(room.bing).begin(b, gone)]
    await files(room.bing).patch(address(going), left.subarray(0, 100), 0)
    room.server.time.now += 5 * day
    await files(room.bing).patch(address(going), left.subarray(100, 200), 100)
    room.server.time.now += 4 * day
    const before = await stored()
    expect((await tidy()).expired).toBeGreaterThanOrEqual(1)
    const after = await stored()
    const name = (begun: Parameters<typeof address>[0]) => address(begun).slice('/files/'.length)
    expect(before).toContain(name(forgotten))
    expect(after).not.toContain(name(forgotten))
    expect(after).toContain(name(going))
    expect((await files(room.bing).head(address(forgotten))).statusCode).toBe(410)
    expect((await files(room.bing).patch(address(going), left.subarray(200), 200)).statusCode).toBe(204)
  })

  it('stays as long as one attachment names it, and two months longer', async () => {
    const bytes = freshPicture()
    const [first, second] = [await record(room.bing, bytes), await record(room.bing, bytes)]
    await files(room.bing).upload(first, bytes)
    await files(room.bing).claim(second, sha256(bytes))
    await room.bing.pull()
    await room.bing.push(room.bing.delete('attachments', first))
    const isKept = async () =>
      (await room.server.db.selectFrom('blobs').select('key').where('sha256', '=', sha256(bytes)).execute())
        .length === 1
    await tidy()
    room.server.time.now += 400 * day
    await tidy()
    expect(await isKept()).toBe(true)
    await room.bing.push(room.bing.delete('attachments', second))
    await tidy()
    room.server.time.now += 59 * day
    await tidy()
    expect(await isKept()).toBe(true)
    // Brought back in time, it begins anew.
    await room.bing.push(room.bing.set('attachments', second, { deleted: null }, { kind: 'undelete' }))
    room.server.time.now += 2 * day
    await tidy()
    room.server.time.now += 80 * day
    await tidy()
    expect(await files(room.bing).state(second)).toEqual(['available'])
    await room.bing.push(room.bing.delete('attachments', second))
    await tidy()
    room.server.time.now += 61 * day
    const before = await stored()
    expect((await tidy()).released).toBe(1)
    expect(before.length - (await stored()).length).toBe(1)
    await room.bing.push(room.bing.set('attachments', second, { deleted: null }, { kind: 'undelete' }))
    expect(await files(room.bing).state(second)).toEqual(['absent'])
  })
})
