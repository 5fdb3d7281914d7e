import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileStore } from '@tus/file-store'
import { DataStore, type KvStore, type Upload } from '@tus/server'
import { type WritesUnderWay, writesUnderWay, writeThrough } from './disk-writes.ts'
import { type FileStorage, StorageUnavailable } from './file-storage.ts'
import { type RunningHashes, runningHashes } from './running-hashes.ts'

/** Tells the folder of the files from an empty one that is there because a disk was not mounted. */
const mark = 'outpost-files'

const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The bytes of attachments in one folder of this machine. The folder is made when the first file arrives. */
export function diskStorage(folder: string): FileStorage {
  const hashes = runningHashes()
  const writes = writesUnderWay()
  const isMarked = async () => (await sizeAt(join(folder, mark))) !== null
  let ready: Promise<void> | undefined
  // Once only: were the disk to vanish while the server runs, its empty place must not get the mark.
  const prepare = () => {
    ready ??= makeFolder(folder).catch((error) => {
      ready = undefined
      throw error
    })
    return ready
  }
  const pathOf = (key: string): string => {
    if (!keyPattern.test(key)) throw new Error('not a name of the storage')
    return join(folder, key)
  }
  return {
    receiver: (uploads) => new Receiver({ folder, prepare, uploads, hashes, writes }),
    digestSoFar: hashes.digest,
    read: async (key, start, end) => {
      const file = await open(pathOf(key), 'r')
      return createReadStream('', { fd: file, start, end, highWaterMark: 262_144 })
    },
    sizeOf: async (key) => {
      await writes.idle(key)
      const size = await sizeAt(pathOf(key))
      if (size === null && !(await isMarked()))
        throw new StorageUnavailable('the folder of the files is not there')
      return size
    },
    settle: async (key) => {
      await flush(pathOf(key))
      // The entry in the folder too; Windows keeps that in its journal and opens no folders.
      if (process.platform !== 'win32') await flush(folder)
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    isInPlace: isMarked,
    freeBytes: async () => {
      await prepare()
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, mark), '', { flag: 'a' })
}

async function sizeAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The folder is prepared with the first upload; a server that never gets a file makes none. */
class Receiver extends DataStore {
  readonly #folder: string
  readonly #prepare: () => Promise<void>
  readonly #uploads: KvStore<Upload>
  readonly #hashes: RunningHashes
  readonly #writes: WritesUnderWay
  #files: Promise<FileStore> | undefined

  constructor(parts: {
    readonly folder: string
    readonly prepare: () => Promise<void>
    readonly uploads: KvStore<Upload>
    readonly hashes: RunningHashes
    readonly writes: WritesUnderWay
  }) {
    super()
    this.extensions = ['creation', 'creation-with-upload', 'termination']
    this.#folder = parts.folder
    this.#prepare = parts.prepare
    this.#uploads = parts.uploads
    this.#hashes = parts.hashes
    this.#writes = parts.writes
  }

  override async create(upload: Upload): Promise<Upload> {
    return (await this.#store()).create(upload)
  }

  override async write(stream: Readable, key: string, offset: number): Promise<number> {
    return this.#writes.after(key, async () => {
      const file = await open(join(this.#folder, key), 'r+')
      try {
        return await writeThrough(stream, file, offset, (bytes, at) => this.#hashes.update(key, at, bytes))
      } finally {
        await file.close()
      }
    })
  }

  override async getUpload(key: string): Promise<Upload> {
    await this.#writes.idle(key)
    return (await this.#store()).getUpload(key)
  }

  override getExpiration(): number {
    return 0
  }

  #store(): Promise<FileStore> {
    this.#files ??= this.#prepare().then(
      () => new FileStore({ directory: this.#folder, configstore: this.#uploads }),
    )
    this.#files.catch(() => {
      this.#files = undefined
    })
    return this.#files
  }
}
