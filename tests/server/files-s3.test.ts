import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseStorage } from '../../server/files/choose-storage.ts'
import { tidyFiles } from '../../server/files/housekeeping.ts'
import { address, attachmentOf, filesOf, picture, sha256 } from '../support/attachment-files.ts'
import { type S3StandIn, s3StandIn } from '../support/s3-stand-in.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

/** Another S3-compatible store to try, with a bucket `outpost`; it must know the listing of parts. */
const otherStore = process.env.OUTPOST_TEST_S3_ENDPOINT

let store: S3StandIn
let server: TestServer
let bing: ServerDevice
const storage = () =>
  chooseStorage(
    { dataDir: 'unused' },
    {
      OUTPOST_S3_BUCKET: 'outpost',
      OUTPOST_S3_ENDPOINT: otherStore ?? store.endpoint,
      OUTPOST_S3_ACCESS_KEY_ID: process.env.OUTPOST_TEST_S3_KEY ?? 'sample',
      OUTPOST_S3_SECRET_ACCESS_KEY: process.env.OUTPOST_TEST_S3_SECRET ?? 'sample',
    },
  )
beforeAll(async () => {
  store = await s3StandIn()
  server = await testServer({ files: storage() })
  bing = await server.device('bing')
})
afterAll(async () => {
  await server.stop()
  await store.close()
})

const files = () => filesOf(server.app, bing)
async function record(bytes: Buffer): Promise<string> {
  const op = attachmentOf(bing, bytes)
  await bing.push(op)
  return op.id
}

describe('Files in an S3-compatible store', () => {
  it('arrive in parts smaller than the store takes, and are given whole and in ranges', async () => {
    const bytes = picture(19_000_000)
    const id = await record(bytes)
    const begun = await files().begin(id, bytes)
    for (let at = 0; at < bytes.length; at += 4_194_304) {
      expect((await files().patch(address(begun), bytes.subarray(at, at + 4_194_304), at)).statusCode).toBe(
        204,
      )
      const head = await files().head(address(begun))
      expect(Number(head.headers['upload-offset'])).toBe(Math.min(bytes.length, at + 4_194_304))
    }
    expect(await files().state(id)).toEqual(['available'])
    expect(sha256((await files().content(id)).rawPayload)).toBe(sha256(bytes))
    const part = await files().content(id, { range: 'bytes=9000000-9000009' })
    expect([part.statusCode, part.rawPayload.length]).toEqual([206, 10])
  })

  it('go on after the server started anew, which then reads what it did not see', async () => {
    const bytes = picture(8_000_000)
    bytes[50] = 1
    const id = await record(bytes)
    const begun = await files().begin(id, bytes)
    await files().patch(address(begun), bytes.subarray(0, 6_000_000), 0)
    const { createServer } = await import('../../server/app.ts')
    const other = await createServer({ database: server.db, clock: () => server.time.now, files: storage() })
    const anew = filesOf(other, bing)
    const offset = Number((await anew.head(address(begun))).headers['upload-offset'])
    expect(offset).toBe(6_000_000)
    expect((await anew.patch(address(begun), bytes.subarray(offset), offset)).statusCode).toBe(204)
    expect(await files().state(id)).toEqual(['available'])
    await other.close()
  })

  it.skipIf(otherStore !== undefined)(
    'are ended when the server died between the last part and the end',
    async () => {
      const bytes = picture(3000)
      const id = await record(bytes)
      const begun = await files().begin(id, bytes)
      await files().patch(address(begun), bytes.subarray(0, 1000), 0)
      if (otherStore) return
      store.failNextEnd()
      expect(
        (await files().patch(address(begun), bytes.subarray(1000), 1000)).statusCode,
      ).toBeGreaterThanOrEqual(500)
      expect(await files().state(id)).toEqual(['uploading'])
      expect((await files().head(address(begun))).headers['upload-offset']).toBe(String(bytes.length))
      expect(await files().state(id)).toEqual(['available'])
    },
  )

  it('leave nothing behind when they are refused, ended or empty', async () => {
    const [wrong, ended, empty] = [picture(100), picture(200), Buffer.alloc(0)]
    const id = await record(wrong)
    const begun = await files().begin(id, wrong)
    const answer = await files().patch(address(begun), Buffer.alloc(wrong.length), 0)
    expect(answer.json().error).toBe('hash-mismatch')
    const second = await files().begin(await record(ended), ended)
    await files().patch(address(second), ended.subarray(0, 50), 0)
    expect((await files().end(address(second))).statusCode).toBe(204)
    const nothing = await record(empty)
    expect((await files().begin(nothing, empty)).statusCode).toBe(201)
    expect((await files().content(nothing)).rawPayload).toHaveLength(0)
    await tidyFiles(server.db, storage(), server.time.now)
    if (otherStore) return
    const keys = await server.db.selectFrom('blobs').select('key').execute()
    const names = [...store.objects.keys()].filter((name) => !name.endsWith('.info'))
    expect(names.sort()).toEqual(keys.map(({ key }) => key).sort())
    expect(store.open.size).toBe(0)
  })

  it('are asked for only with everything that reaching the store takes', () => {
    expect(() => chooseStorage({ dataDir: 'x' }, { OUTPOST_S3_BUCKET: 'b' })).toThrow(
      'OUTPOST_S3_ACCESS_KEY_ID',
    )
    expect(() => chooseStorage({ dataDir: 'x', filesDir: 'y' }, { OUTPOST_S3_BUCKET: 'b' })).toThrow(
      '--files',
    )
  })
})
