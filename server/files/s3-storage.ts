import { Readable } from 'node:stream'
import { S3Store } from '@tus/s3-store'
import type { Upload } from '@tus/server'
import { type FileStorage, StorageUnavailable } from './file-storage.ts'
import { type RunningHashes, runningHashes } from './running-hashes.ts'

export interface S3Settings {
  readonly bucket: string
  /** Null: Amazon's own. */
  readonly endpoint: string | null
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** The bucket stands in the path of an address, as most stores other than Amazon's want it. */
  readonly pathStyle: boolean
}

/** S3 takes no smaller part but the last. */
const partBytes = 8_388_608

/** The bytes of attachments in a bucket of an S3-compatible store. */
export function s3Storage(settings: S3Settings): FileStorage {
  const hashes = runningHashes()
  const store = new Bucket(settings, hashes)
  return {
    receiver: () => store,
    digestSoFar: hashes.digest,
    read: (key, start, end) => store.range(key, start, end),
    sizeOf: (key) => store.sizeOf(key),
    settle: async () => undefined,
    remove: (key) => store.removeAll(key),
    isInPlace: async () => true,
    freeBytes: async () => null,
  }
}

class Bucket extends S3Store {
  readonly #hashes: RunningHashes

  constructor(settings: S3Settings, hashes: RunningHashes) {
    const { bucket, endpoint, region, accessKeyId, secretAccessKey, pathStyle } = settings
    super({
      partSize: partBytes,
      useTags: false,
      s3ClientConfig: {
        bucket,
        region,
        ...(endpoint === null ? {} : { endpoint }),
        forcePathStyle: pathStyle,
        credentials: { accessKeyId, secretAccessKey },
        // Stores other than Amazon's often know no checksums of the newer kind.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      },
    })
    this.extensions = ['creation', 'creation-with-upload', 'termination']
    this.#hashes = hashes
  }

  override write(stream: Readable, key: string, offset: number): Promise<number> {
    return super.write(Readable.from(this.#hashed(stream, key, offset)), key, offset)
  }

  /** An empty file has no write that would end it. */
  override async create(upload: Upload): Promise<Upload> {
    const created = await super.create(upload)
    if (upload.size === 0) await super.write(Readable.from([]), upload.id, 0)
    return created
  }

  /** A crash may have come between the last part and the end of an upload: it is ended now. */
  override async getUpload(key: string): Promise<Upload> {
    const upload = await super.getUpload(key)
    if (upload.offset === upload.size && (await this.sizeOf(key)) === null)
      await super.write(Readable.from([]), key, upload.offset)
    return upload
  }

  async *#hashed(stream: Readable, key: string, offset: number): AsyncGenerator<Uint8Array> {
    let at = offset
    for await (const chunk of stream) {
      this.#hashes.update(key, at, chunk)
      at += chunk.length
      yield chunk
    }
  }

  async range(key: string, start: number, end: number): Promise<Readable> {
    if (end < start) return Readable.from([])
    const range = `bytes=${start}-${end}`
    const { Body } = await this.client.getObject({ Bucket: this.bucket, Key: key, Range: range })
    if (!(Body instanceof Readable)) throw new StorageUnavailable('the store gave no stream')
    return Body
  }

  async sizeOf(key: string): Promise<number | null> {
    try {
      const { ContentLength } = await this.client.headObject({ Bucket: this.bucket, Key: key })
      return ContentLength ?? null
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  /** The finished object, the parts of an unfinished one, and what the receiving side notes beside them. */
  async removeAll(key: string): Promise<void> {
    try {
      await super.remove(key)
    } catch {
      // Finished uploads have no parts to end.
    }
    for (const name of [key, this.infoKey(key), this.partKey(key, true)])
      await this.client.deleteObject({ Bucket: this.bucket, Key: name })
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && ['NotFound', 'NoSuchKey'].includes(error.name)
}
