import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { AppError } from '#shared/contract/errors.ts'

/**
 * An encrypted file: a header and chunks of 64 KiB, each sealed with AES-256-GCM under a key of the file's own (HKDF of
 * the store's file key and the file's salt). A chunk's nonce is its number and whether it is the last one, so that a
 * chunk which is missing, moved or comes from another file does not open, nor does a file that was cut.
 *
 * header: `OPF1`, the chunk size as 4 bytes, 16 bytes of salt.
 */
const magic = Buffer.from('OPF1')
const saltBytes = 16
const headerBytes = magic.length + 4 + saltBytes
const tagBytes = 16
/** Content of a chunk before it is sealed. */
export const chunkBytes = 64 * 1024
const sealedChunkBytes = chunkBytes + tagBytes

/** What is not, or no longer, the file that was written: cut, changed, or of another key. */
const damaged = (cause: unknown) => new AppError('file/damaged', {}, { cause })

interface FileKey {
  readonly header: Buffer
  readonly key: Uint8Array
}

function fileKey(header: Buffer, master: Uint8Array): FileKey {
  const salt = header.subarray(magic.length + 4)
  return { header, key: new Uint8Array(hkdfSync('sha256', master, salt, 'outpost file', 32)) }
}

function newHeader(): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(chunkBytes)
  return Buffer.concat([magic, size, randomBytes(saltBytes)])
}

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}

function seal({ header, key }: FileKey, index: number, last: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, last)).setAAD(header)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function unseal({ header, key }: FileKey, index: number, last: boolean, sealed: Uint8Array): Buffer {
  if (sealed.length < tagBytes) throw damaged(new Error(`chunk ${index} is short`))
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, last))
      .setAAD(header)
      .setAuthTag(sealed.subarray(sealed.length - tagBytes))
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()])
  } catch (error) {
    throw damaged(error)
  }
}

/** Length of the content of a sealed file of that length; null for a length that none can have. */
function plainLength(length: number): number | null {
  const body = length - headerBytes
  if (body < 0) return null
  const rest = body % sealedChunkBytes
  if (rest > 0 && rest <= tagBytes) return null
  return body - Math.ceil(body / sealedChunkBytes) * tagBytes
}

/** Reads all that was asked for; a file may end before. */
async function readAt(handle: FileHandle, length: number, position: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let at = 0
  while (at < length) {
    const { bytesRead } = await handle.read(buffer, at, length - at, position + at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return buffer.subarray(0, at)
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}

/** A sealed file under construction. Whatever it has on the disk is sealed. */
export interface SealedWriter {
  /** Content so far. */
  readonly size: () => number
  readonly append: (bytes: Uint8Array) => Promise<void>
  /** Seals the end, flushes to the disk and closes. @returns size and SHA-256 (hex) of the content */
  readonly finish: () => Promise<{ readonly size: number; readonly sha256: string }>
  /** Closes without an end: the file can be taken up again by `resumeSealed`. What was not sealed yet is lost. */
  readonly leave: () => Promise<void>
}

/** Begins a sealed file at a path where there is none. @throws AppError store/disk-full */
export async function createSealed(path: string, master: Uint8Array): Promise<SealedWriter> {
  const handle = await onDisk(open(path, 'wx', 0o600))
  const own = fileKey(newHeader(), master)
  try {
    await onDisk(writeAt(handle, own.header, 0))
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
  return writerOf(handle, own, { chunks: 0, hash: createHash('sha256') })
}

/**
 * Takes up a file that was left, after its last chunk that is whole.
 * @throws AppError file/damaged when it is no file of ours, or one that was ended
 */
export async function resumeSealed(path: string, master: Uint8Array): Promise<SealedWriter> {
  const handle = await open(path, 'r+')
  try {
    const own = await keyOfFile(handle, master)
    const hash = createHash('sha256')
    const whole = Math.floor(((await handle.stat()).size - headerBytes) / sealedChunkBytes)
    let chunks = 0
    for (; chunks < whole; chunks += 1) {
      const sealed = await readAt(handle, sealedChunkBytes, headerBytes + chunks * sealedChunkBytes)
      hash.update(unseal(own, chunks, false, sealed))
    }
    await handle.truncate(headerBytes + chunks * sealedChunkBytes)
    return writerOf(handle, own, { chunks, hash })
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

function writerOf(
  handle: FileHandle,
  own: FileKey,
  beginning: { readonly chunks: number; readonly hash: ReturnType<typeof createHash> },
): SealedWriter {
  const { hash } = beginning
  let { chunks } = beginning
  let held: Buffer = Buffer.alloc(0)
  const put = async (plain: Uint8Array, last: boolean) => {
    await onDisk(writeAt(handle, seal(own, chunks, last, plain), headerBytes + chunks * sealedChunkBytes))
    chunks += 1
  }
  return {
    size: () => chunks * chunkBytes + held.length,
    async append(bytes) {
      hash.update(bytes)
      held = Buffer.concat([held, bytes])
      // The last chunk stays in hand until it is known to be the last.
      let at = 0
      for (; held.length - at > chunkBytes; at += chunkBytes)
        await put(held.subarray(at, at + chunkBytes), false)
      held = Buffer.from(held.subarray(at))
    },
    async finish() {
      const size = chunks * chunkBytes + held.length
      try {
        await put(held, true)
        await onDisk(handle.sync())
      } finally {
        await handle.close()
      }
      return { size, sha256: hash.digest('hex') }
    },
    async leave() {
      await handle.close()
    },
  }
}

/** An open sealed file. */
export interface SealedReader {
  readonly size: number
  /** Content from `start` up to `end`, without the byte at `end`. @throws AppError file/damaged */
  readonly read: (start: number, end: number) => Promise<Buffer>
  readonly close: () => Promise<void>
}

/**
 * Opens a sealed file and makes sure that its end is there.
 * @throws AppError file/damaged when it was cut or changed or is of another key; file/missing when there is none
 */
export async function openSealed(path: string, master: Uint8Array): Promise<SealedReader> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new AppError('file/missing', {}, { cause: error })
  })
  try {
    const own = await keyOfFile(handle, master)
    const size = plainLength((await handle.stat()).size)
    if (size === null) throw damaged(new Error('cut'))
    const count = Math.max(1, Math.ceil(size / chunkBytes))
    const chunk = async (index: number) => {
      const sealed = await readAt(handle, sealedChunkBytes, headerBytes + index * sealedChunkBytes)
      return unseal(own, index, index === count - 1, sealed)
    }
    await chunk(count - 1)
    return {
      size,
      async read(start, end) {
        const parts: Buffer[] = []
        const stop = Math.min(end, size)
        for (let at = start; at < stop; ) {
          const index = Math.floor(at / chunkBytes)
          const plain = await chunk(index)
          const part = plain.subarray(at - index * chunkBytes, stop - index * chunkBytes)
          if (part.length === 0) throw damaged(new Error('short'))
          parts.push(part)
          at += part.length
        }
        return Buffer.concat(parts)
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

async function keyOfFile(handle: FileHandle, master: Uint8Array): Promise<FileKey> {
  const header = await readAt(handle, headerBytes, 0)
  const known =
    header.length === headerBytes &&
    header.subarray(0, magic.length).equals(magic) &&
    header.readUInt32BE(magic.length) === chunkBytes
  if (!known) throw damaged(new Error('no header'))
  return fileKey(header, master)
}

const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** What the disk reports, said in our own codes. */
export async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && fullCodes.includes(String(error.code)))
      throw new AppError('store/disk-full', {}, { cause: error })
    throw error
  }
}
