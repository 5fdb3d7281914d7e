import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runServerCommand, startServerProcess } from '../support/server-process.ts'
import { killClientWhileUploading, killServerWhileUploading } from '../support/upload-kills.ts'
import { type UploadScene, uploadScene } from '../support/upload-scene.ts'

/** As large as a test may be; `npm run bench -- attachments --size 200` does the same with 200 MB. */
const size = 24 * 1_048_576

let scene: UploadScene
beforeAll(async () => {
  scene = await uploadScene()
})
afterAll(() => scene.close())

describe('A large file on its way', () => {
  it('arrives whole when the server is killed in the middle, from where it stood', async () => {
    const file = await scene.file('server.jpg', size)
    const after = await killServerWhileUploading(scene, file)
    expect(after).toMatchObject({ state: 'available', isEqual: true, errors: [] })
    expect(after.resumedAt).toBeGreaterThan(size / 3 - 1)
  })

  it('arrives whole when the laptop is killed in the middle, from where it stood', async () => {
    const file = await scene.file('client.jpg', size)
    const after = await killClientWhileUploading(scene, file)
    expect(after).toMatchObject({ state: 'available', isEqual: true, errors: [] })
    expect(after.resumedAt).toBeGreaterThan(size / 3 - 1)
  })

  it('arrives whole when its first connection hangs and never says good-bye', async () => {
    const file = await scene.file('hanging.jpg', 4_000_000)
    const id = await scene.record(file)
    const controller = new AbortController()
    const headers = { authorization: `Bearer ${scene.device.token}`, 'tus-resumable': '1.0.0' }
    const code = (text: string) => Buffer.from(text).toString('base64')
    const begun = await fetch(`${scene.url()}/files`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': String(file.size),
        'upload-metadata': `attachment ${code(id)},sha256 ${code(file.sha256)},size ${code(String(file.size))}`,
      },
    })
    const address = new URL(begun.headers.get('location') ?? '', `${scene.url()}/files`)
    const sent = Buffer.alloc(1000)
    const hanging = fetch(address, {
      method: 'PATCH',
      headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
      body: new ReadableStream({ start: (stream) => stream.enqueue(sent) }),
      duplex: 'half',
      signal: controller.signal,
    } as RequestInit).catch(() => undefined)
    const head = () => fetch(address, { method: 'HEAD', headers })
    await expect
      .poll(async () => (await head()).headers.get('upload-offset'), { timeout: 10_000 })
      .toBe('1000')
    controller.abort()
    await hanging
    // What hung had the wrong bytes; the hash finds it.
    const uploading = scene.upload(id, file)
    await uploading.ended
    expect(await scene.state(id)).toBe('available')
    expect(await scene.digest(id)).toBe(file.sha256)
  })

  it('is told by the command line, which sets the space too', async () => {
    const command = (...args: string[]) => runServerCommand([...args, '--data', join(scene.folder, 'data')])
    expect((await command('quota')).out).toMatch(/^Files may take 500 GB\.\nThey take 51\.\d MB; /)
    expect((await command('quota', '2', 'GB')).out).toContain('Files may take 2 GB.')
    expect((await command('quota', 'much')).err).toContain('a size such as 200GB')
  })

  it('is not looked for in a folder whose disk is not there', async () => {
    const data = join(scene.folder, 'data')
    const [files, away] = [join(data, 'files'), join(data, 'away')]
    expect((await readdir(files)).length).toBeGreaterThan(2)
    await rename(files, away)
    await mkdir(files)
    await expect(startServerProcess(data)).rejects.toThrow('Is their disk there')
    await rename(away, files).catch(async () => {
      throw new Error('the folder was written to')
    })
    await (await startServerProcess(data)).end('SIGTERM')
  })
})
