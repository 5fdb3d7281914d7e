import { createHash, type Hash } from 'node:crypto'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Uploads whose digests are kept along; an upload beyond that is read again at its end. */
const most = 2000

interface Running {
  readonly hash: Hash
  bytes: number
}

export interface RunningHashes {
  /**
   * Passes a stream on to `write` and takes its bytes into the digest of the upload.
   * @param offset where in the upload the stream begins
   */
  readonly through: <T>(
    stream: Readable,
    key: string,
    offset: number,
    write: (stream: Readable) => Promise<T>,
  ) => Promise<T>
  /** The digest of exactly the first `size` bytes of an upload, undefined when this process has not seen them all. */
  readonly digest: (key: string, size: number) => string | undefined
}

/**
 * Digests of uploads while they arrive, so that the end of a large one need not read it again. Kept in memory only:
 * after a restart, or a connection that broke between hashing and writing, the bytes are read from the storage.
 */
export function runningHashes(): RunningHashes {
  const running = new Map<string, Running>()

  function at(key: string, offset: number): Running | undefined {
    const known = running.get(key)
    running.delete(key)
    const current = offset === 0 ? { hash: createHash('sha256'), bytes: 0 } : known
    if (current?.bytes !== offset) return undefined
    running.set(key, current)
    const [oldest] = running.keys()
    if (running.size > most && oldest !== undefined) running.delete(oldest)
    return current
  }

  return {
    through: async (stream, key, offset, write) => {
      const current = at(key, offset)
      if (!current) return write(stream)
      const tap = new Transform({
        transform: (chunk: Buffer, _, done) => {
          current.hash.update(chunk)
          current.bytes += chunk.length
          done(null, chunk)
        },
      })
      const [written] = await Promise.all([write(tap), pipeline(stream, tap)])
      return written
    },
    digest: (key, size) => {
      const current = running.get(key)
      running.delete(key)
      return current?.bytes === size ? current.hash.digest('hex') : undefined
    },
  }
}
