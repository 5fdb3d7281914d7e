import { type ChildProcess, spawn } from 'node:child_process'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { access, chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { v7 } from 'uuid'
import { SignInResponse } from '#shared/sync/protocol.ts'
import { embeddedPostgres } from '../../server/database/embedded.ts'
import type { App } from '../../server/routes/context.ts'
import { picture } from './attachment-files.ts'
import { ServerDevice } from './server-device.ts'
import { runServerCommand, type ServerProcess, startServerProcess } from './server-process.ts'

const uploader = resolve(import.meta.dirname, 'file-uploader.ts')

export interface BigFile {
  readonly path: string
  readonly size: number
  readonly sha256: string
}

/** One line of the uploading process. */
interface Said {
  readonly from?: number
  readonly sent?: number
  readonly retry?: number | null
  readonly error?: string
  readonly done?: boolean
}

export interface Uploading {
  readonly child: ChildProcess
  /** Everything it has said. */
  readonly said: readonly Said[]
  /** Resolves when it has sent so many bytes, or has ended. */
  readonly reached: (bytes: number) => Promise<void>
  readonly ended: Promise<void>
}

export interface UploadScene {
  readonly folder: string
  readonly url: () => string
  readonly device: ServerDevice
  /** A file that cannot be compressed and begins as a picture does. */
  readonly file: (name: string, size: number) => Promise<BigFile>
  /** The record of an attachment with a file, on the server. @returns its id */
  readonly record: (file: BigFile) => Promise<string>
  readonly upload: (id: string, file: BigFile, options?: { chunk?: number }) => Uploading
  /** Ends the server at once and starts it again at the same address. */
  readonly killServer: () => Promise<void>
  readonly state: (id: string) => Promise<string>
  /** SHA-256 of what the server gives. */
  readonly digest: (id: string) => Promise<string>
  readonly close: () => Promise<void>
}

/** A real server process on a folder of its own, and a device that signed in to it. */
export async function uploadScene(): Promise<UploadScene> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost 附件 '))
  await chmod(folder, 0o755)
  const data = join(folder, 'data')
  const { out } = await runServerCommand(['sample', '--data', data])
  const password = /^bing +(\S+)/m.exec(out)?.[1] ?? ''
  let server: ServerProcess = await startServerProcess(data)
  const port = Number(new URL(server.url).port)
  const device = await signedInDevice(() => server.url, password)
  const ask = (path: string) =>
    fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${device.token}` } })
  return {
    folder,
    url: () => server.url,
    device,
    file: (name, size) => bigFile(join(folder, name), size),
    record: async ({ size, sha256 }) => {
      const op = device.create('attachments', {
        ownerTable: 'visits',
        ownerId: v7(),
        kind: 'photo',
        name: '样例照片.jpg',
        mime: 'image/jpeg',
        size,
        sha256,
        confidentiality: 'internal',
      })
      await device.push(op)
      return op.id
    },
    upload: (id, file, { chunk = 4_194_304 } = {}) => {
      const metadata = { attachment: id, sha256: file.sha256, size: String(file.size) }
      const memory = join(folder, `uploads of ${id}.json`)
      const args = [
        uploader,
        `${server.url}/files`,
        device.token,
        JSON.stringify(metadata),
        file.path,
        memory,
      ]
      return watched(
        spawn(process.execPath, [...args, String(chunk)], { stdio: ['ignore', 'pipe', 'inherit'] }),
      )
    },
    killServer: async () => {
      await server.end('SIGKILL')
      server = await startServerProcess(data, port)
    },
    state: async (id) => (await (await ask(`/files/state?ids=${id}`)).json()).files[0].state,
    digest: async (id) => {
      const answer = await ask(`/files/${id}/content`)
      const hash = createHash('sha256')
      if (answer.body) for await (const chunk of answer.body) hash.update(chunk)
      return hash.digest('hex')
    },
    close: async () => {
      await server.end('SIGTERM')
      await access(join(data, 'postgres', 'postmaster.pid')).then(
        async () => (await embeddedPostgres(data)).release(),
        () => undefined,
      )
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function signedInDevice(url: () => string, password: string): Promise<ServerDevice> {
  const [id, incarnation] = [v7(), v7()]
  const app = overHttp(url)
  const payload = { login: 'bing', password, device: { id, name: '样例笔记本', incarnation } }
  const answer = await app.inject({ method: 'POST', url: '/auth/sign-in', payload })
  const { token, user } = SignInResponse.parse(answer.json())
  const time = {
    get now() {
      return Date.now()
    },
  }
  return new ServerDevice({ app, time, id, incarnation, token, user })
}

/** The part of an app that a device of the tests uses, over a real connection. */
function overHttp(url: () => string): App {
  const inject = async (request: {
    method: string
    url: string
    headers?: Record<string, string>
    payload?: object
  }) => {
    const answer = await fetch(`${url()}${request.url}`, {
      method: request.method,
      headers: { ...request.headers, ...(request.payload ? { 'content-type': 'application/json' } : {}) },
      ...(request.payload ? { body: JSON.stringify(request.payload) } : {}),
    })
    const body = await answer.text()
    return { statusCode: answer.status, body, json: () => JSON.parse(body) }
  }
  return { inject } as unknown as App
}

async function bigFile(path: string, size: number): Promise<BigFile> {
  const noise = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16))
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  const step = Buffer.alloc(1_048_576)
  for (let at = 0; at < size; at += step.length) {
    const part = noise.update(step).subarray(0, size - at)
    if (at === 0) picture().copy(part)
    hash.update(part)
    await file.write(part)
  }
  await file.close()
  return { path, size, sha256: hash.digest('hex') }
}

function watched(child: ChildProcess): Uploading {
  const said: Said[] = []
  const waiting = new Set<() => void>()
  const look = () => {
    for (const wake of waiting) wake()
  }
  let isOver = false
  const ended = new Promise<void>((done) => {
    child.once('close', () => {
      isOver = true
      look()
      done()
    })
  })
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(JSON.parse(line))
      look()
    })
  return {
    child,
    said,
    ended,
    reached: (bytes) =>
      new Promise((done) => {
        const wake = () => {
          if (!isOver && !said.some(({ sent = 0 }) => sent >= bytes)) return
          waiting.delete(wake)
          done()
        }
        waiting.add(wake)
        wake()
      }),
  }
}
