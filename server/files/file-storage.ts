import type { Readable } from 'node:stream'
import type { DataStore, KvStore, Upload } from '@tus/server'

/**
 * Where the bytes of attachments stand. Names are UUIDs that the server makes; nothing a client says reaches a path
 * or a key.
 */
export interface FileStorage {
  /** The side that receives uploads. `uploads` tells it of the uploads under way. */
  readonly receiver: (uploads: KvStore<Upload>) => DataStore
  /** The digest of what was received, hex SHA-256, where this process saw every byte of it. */
  readonly digestSoFar: (key: string, size: number) => string | undefined
  /** Bytes from `start` to `end`, both inclusive. @throws when they are not there */
  readonly read: (key: string, start: number, end: number) => Promise<Readable>
  /** Size of what stands under a name, null when nothing does. @throws when the storage cannot be asked */
  readonly sizeOf: (key: string) => Promise<number | null>
  /** Returns when a power cut cannot take the bytes away any more. */
  readonly settle: (key: string) => Promise<void>
  /** Removes what stands under a name, finished or not. Harmless when nothing does. */
  readonly remove: (key: string) => Promise<void>
  /** Whether this is the place where files were put before, as far as the storage can tell. */
  readonly isInPlace: () => Promise<boolean>
  /** Bytes that can still be stored, null where the storage does not say. */
  readonly freeBytes: () => Promise<number | null>
}

/** The storage does not answer; what is in it is not known. */
export class StorageUnavailable extends Error {
  override name = 'StorageUnavailable'
}
