import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'

/**
 * The writes of each file that have not ended: a request that broke off may still be writing what it had when its
 * answer is long given.
 */
export interface WritesUnderWay {
  /** Runs a write when the one before it on the same file has ended. */
  readonly after: <T>(key: string, write: () => Promise<T>) => Promise<T>
  /** Resolves when nothing writes to the file. */
  readonly idle: (key: string) => Promise<void>
}

export function writesUnderWay(): WritesUnderWay {
  const last = new Map<string, Promise<unknown>>()
  const idle = async (key: string) => {
    await last.get(key)?.catch(() => undefined)
  }
  return {
    after: async (key, write) => {
      const next = idle(key).then(write)
      last.set(key, next)
      try {
        return await next
      } finally {
        if (last.get(key) === next) last.delete(key)
      }
    },
    idle,
  }
}

/** Bytes written at once. */
const blockBytes = 1_048_576

/**
 * Writes a stream into a file in large blocks, always the same two buffers by turns: what the connection allocated
 * is free again at once. When the stream breaks, what came before is written all the same; the next request goes on
 * from there.
 * @returns the offset after the last byte
 */
export async function writeThrough(
  stream: Readable,
  file: FileHandle,
  offset: number,
  seen: (bytes: Uint8Array, at: number) => void,
): Promise<number> {
  let block = Buffer.allocUnsafeSlow(blockBytes)
  let spare = Buffer.allocUnsafeSlow(blockBytes)
  let filled = 0
  let written = offset
  let writing: Promise<unknown> = Promise.resolve()
  const flush = async () => {
    await writing
    if (filled === 0) return
    const bytes = block.subarray(0, filled)
    const at = written
    ;[block, spare] = [spare, block]
    written += filled
    filled = 0
    writing = writeAll(file, bytes, at)
    // Whoever waits for it next gets the failure.
    writing.catch(() => undefined)
    seen(bytes, at)
  }
  try {
    for await (const chunk of stream) {
      for (let rest: Uint8Array = chunk; rest.length > 0; ) {
        const part = rest.subarray(0, blockBytes - filled)
        block.set(part, filled)
        filled += part.length
        rest = rest.subarray(part.length)
        if (filled === blockBytes) await flush()
      }
    }
  } finally {
    await flush()
    await writing
  }
  return written
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
