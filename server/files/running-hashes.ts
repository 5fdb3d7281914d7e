import { createHash, type Hash } from 'node:crypto'

/** Uploads whose digests are kept along; an upload beyond that is read again at its end. */
const most = 2000

interface Running {
  readonly hash: Hash
  bytes: number
}

export interface RunningHashes {
  /**
   * Takes bytes into the digest of an upload, in their order.
   * @param offset where in the upload the bytes begin
   */
  readonly update: (key: string, offset: number, bytes: Uint8Array) => void
  /** The digest of exactly the first `size` bytes of an upload, undefined when this process has not seen them all. */
  readonly digest: (key: string, size: number) => string | undefined
}

/**
 * Digests of uploads while they arrive, so that the end of a large one need not read it again. Kept in memory only:
 * after a restart, or a connection that broke between hashing and writing, the bytes are read from the storage.
 */
export function runningHashes(): RunningHashes {
  const running = new Map<string, Running>()
  return {
    update: (key, offset, bytes) => {
      const known = running.get(key)
      running.delete(key)
      const current = offset === 0 ? { hash: createHash('sha256'), bytes: 0 } : known
      if (current?.bytes !== offset) return
      current.hash.update(bytes)
      current.bytes += bytes.length
      running.set(key, current)
      const [oldest] = running.keys()
      if (running.size > most && oldest !== undefined) running.delete(oldest)
    },
    digest: (key, size) => {
      const current = running.get(key)
      running.delete(key)
      return current?.bytes === size ? current.hash.digest('hex') : undefined
    },
  }
}
