import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/contract/errors.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import {
  createSealed,
  onDisk,
  openSealed,
  resumeSealed,
  type SealedReader,
  type SealedWriter,
} from './sealed-file.ts'

/** What a file must leave free on the disk, so that records can still be written. */
const reserveBytes = 64 * 1024 * 1024

/** A file that is being taken in. Nothing of it is to be seen until it is stored. */
export interface Incoming {
  readonly size: () => number
  readonly append: (bytes: Uint8Array) => Promise<void>
  /** Ends it and puts it under its hash, durably. */
  readonly store: () => Promise<{ readonly sha256: string; readonly size: number }>
  /** Removes what there is of it. */
  readonly drop: () => Promise<void>
}

/** A file that comes from the server piece by piece, and goes on where it stopped. */
export interface Arriving {
  readonly size: () => number
  readonly append: (bytes: Uint8Array) => Promise<void>
  /** Keeps what came for the next time. */
  readonly pause: () => Promise<void>
  /** Throws away what came. */
  readonly drop: () => Promise<void>
  /**
   * Ends it. What has another hash than it should is removed.
   * @throws AppError file/damaged
   */
  readonly store: () => Promise<void>
}

/**
 * The files of this device: encrypted, each under a name made from its hash with a secret, so that nobody can tell by
 * looking whether a file he knows is among them.
 */
export interface FileCabinet {
  /** @param size in bytes, where it is known. @throws AppError store/disk-full when that would not fit */
  readonly receive: (size: number | null) => Promise<Incoming>
  readonly arrive: (sha256: string, size: number) => Promise<Arriving>
  readonly has: (sha256: string) => boolean
  /** @throws AppError file/missing, file/damaged */
  readonly open: (sha256: string) => Promise<SealedReader>
  readonly remove: (sha256: string) => Promise<void>
  /**
   * Removes every file whose hash is not named: leftovers of a crash and of what was taken away.
   * @param keep hashes of whole files; @param keepPartial hashes of files on their way
   * @returns how many were removed
   */
  readonly sweep: (keep: Iterable<string>, keepPartial: Iterable<string>) => Promise<number>
  /** Runs pieces of work one after the other: what is stored and what is swept away never meet. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>
  /** Removes what other programs were given to open. */
  readonly removeOpened: () => void
  /** Writes a readable copy into the private folder for another program. @returns its path */
  readonly unsealFor: (sha256: string, name: string) => Promise<string>
}

/** Folder of readable copies; main looks for it by the same name. */
const openedFolder = 'opened'

/** @param folder the profile's folder; the files lie below it */
export async function openCabinet(store: Store, folder: string): Promise<FileCabinet> {
  const key = await filesKey(store)
  const root = join(folder, 'files')
  const [incoming, partial] = [join(root, 'incoming'), join(root, 'partial')]
  const opened = join(folder, openedFolder)
  /** A device without attachments has no folder for them. */
  const makeRoom = () => {
    for (const each of [root, incoming, partial]) mkdirSync(each, { recursive: true, mode: 0o700 })
  }
  const nameOf = (sha256: string) =>
    createHmac('sha256', key).update(`name ${sha256}`).digest('hex').slice(0, 40)
  const pathOf = (sha256: string) => join(root, nameOf(sha256))
  const removeOpened = () => rmSync(opened, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
  // What was being taken in when the app ended was never confirmed to anybody.
  rmSync(incoming, { recursive: true, force: true })
  removeOpened()

  let turn: Promise<unknown> = Promise.resolve()
  const put = async (from: string, sha256: string) => {
    const to = pathOf(sha256)
    if (existsSync(to) && (await isWhole(to, key))) await rm(from, { force: true })
    else await onDisk(rename(from, to))
    await flushFolder(root)
  }

  return {
    async receive(size) {
      makeRoom()
      await refuseWhenFull(root, size ?? 0)
      const path = join(incoming, randomBytes(16).toString('hex'))
      const writer = await createSealed(path, key).catch((error) => removeAnd(path, error))
      const drop = async () => {
        await writer.leave().catch(() => undefined)
        await rm(path, { force: true })
      }
      return {
        size: writer.size,
        append: writer.append,
        async store() {
          try {
            const whole = await writer.finish()
            await put(path, whole.sha256)
            return whole
          } catch (error) {
            return removeAnd(path, error)
          }
        },
        drop,
      }
    },
    async arrive(sha256, size) {
      makeRoom()
      const path = join(partial, nameOf(sha256))
      const writer = await takeUp(path, key)
      if (writer.size() > size) {
        await writer.leave()
        await rm(path, { force: true })
        throw new AppError('file/damaged')
      }
      await refuseWhenFull(root, size - writer.size()).catch(async (error) => {
        await writer.leave()
        throw error
      })
      return {
        size: writer.size,
        append: writer.append,
        pause: () => writer.leave(),
        async drop() {
          await writer.leave()
          await rm(path, { force: true })
        },
        async store() {
          const whole = await writer.finish().catch((error) => removeAnd(path, error))
          if (whole.sha256 !== sha256 || whole.size !== size)
            await removeAnd(path, new AppError('file/damaged'))
          await put(path, sha256)
        },
      }
    },
    has: (sha256) => existsSync(pathOf(sha256)),
    open: (sha256) => openSealed(pathOf(sha256), key),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    async sweep(keep, keepPartial) {
      const whole = new Set(Array.from(keep, nameOf))
      const onTheWay = new Set(Array.from(keepPartial, nameOf))
      let removed = 0
      for (const [place, known] of [
        [root, whole],
        [partial, onTheWay],
      ] as const) {
        for (const entry of await readdir(place, { withFileTypes: true }).catch(() => [])) {
          if (!entry.isFile() || known.has(entry.name)) continue
          await rm(join(place, entry.name), { force: true })
          removed += 1
        }
      }
      return removed
    },
    alone(work) {
      const result = turn.then(work)
      turn = result.catch(() => undefined)
      return result
    },
    removeOpened,
    async unsealFor(sha256, name) {
      const reader = await openSealed(pathOf(sha256), key)
      const place = join(opened, randomBytes(8).toString('hex'))
      await mkdir(place, { recursive: true, mode: 0o700 })
      const path = join(place, name)
      try {
        const handle = await open(path, 'wx', 0o600)
        try {
          for (let at = 0; at < reader.size; at += copyBytes)
            await onDisk(handle.appendFile(await reader.read(at, at + copyBytes)))
        } finally {
          await handle.close()
        }
        return path
      } catch (error) {
        return await removeAnd(path, error)
      } finally {
        await reader.close()
      }
    },
  }
}

const copyBytes = 1024 * 1024

async function removeAnd(path: string, error: unknown): Promise<never> {
  await rm(path, { force: true }).catch(() => undefined)
  throw error
}

/** A file that stopped half-way; one that cannot be taken up begins anew. */
async function takeUp(path: string, key: Uint8Array): Promise<SealedWriter> {
  if (existsSync(path)) {
    try {
      return await resumeSealed(path, key)
    } catch {
      await rm(path, { force: true })
    }
  }
  return createSealed(path, key).catch((error) => removeAnd(path, error))
}

async function isWhole(path: string, key: Uint8Array): Promise<boolean> {
  const reader = await openSealed(path, key).catch(() => null)
  await reader?.close()
  return reader !== null
}

async function refuseWhenFull(folder: string, size: number): Promise<void> {
  // A system that does not tell is asked by writing.
  const disk = await statfs(folder).catch(() => null)
  if (disk && disk.bavail * disk.bsize < size + Math.min(reserveBytes, size))
    throw new AppError('store/disk-full')
}

async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Windows cannot open a folder; its rename is journalled.
  }
}

/** The key of the files, kept in the encrypted store alone. Whoever has the store has them, nobody else. */
async function filesKey(store: Store): Promise<Uint8Array> {
  const known = await store.read((db) => readMeta(db, 'filesKey'))
  if (known !== undefined) return Buffer.from(known, 'base64')
  const key = randomBytes(32)
  await store.write((tx) => writeMeta(tx, 'filesKey', key.toString('base64')))
  return key
}
