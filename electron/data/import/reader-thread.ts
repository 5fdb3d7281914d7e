import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/contract/errors.ts'
import type { ReaderInput, ReaderMethod, ReaderOutput, ReaderReply } from './reader-calls.ts'

/** The thread that reads one file, asked like an object. */
export interface ReaderThread {
  readonly ask: <M extends ReaderMethod>(method: M, input: ReaderInput<M>) => Promise<ReaderOutput<M>>
  /** Whether it answers nothing at the moment and could answer. */
  readonly isIdle: () => boolean
  readonly isAlive: () => boolean
  /** Ends it, whatever it is doing. */
  readonly stop: () => void
}

/** Megabytes of values, beside the bytes of the file; reached by a table of about half a million full rows. */
const memoryLimit = 2048
/** Megabytes for values that were just made: without a limit a third of a large file's memory is what nobody needs. */
const youngLimit = 16
/** Of one question. A sheet of 100,000 rows takes some four seconds on an old laptop. */
const timeLimitMs = 180_000

/** Starts a thread for one file. Memory and time of it are limited; beyond them it ends with a code. */
export function startReader(): ReaderThread {
  const worker = new Worker(workerFile(), {
    resourceLimits: { maxOldGenerationSizeMb: memoryLimit, maxYoungGenerationSizeMb: youngLimit },
    // What the host was started with (a type stripper, an inspector) is not this thread's.
    execArgv: [],
  })
  worker.unref()
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  let last = 0
  let ended: AppError | null = null
  const end = (error: AppError) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
    void worker.terminate()
  }
  worker.on('message', (reply: ReaderReply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.ok) asked?.resolve(reply.value)
    else asked?.reject(new AppError(reply.code, reply.details, { cause: reply.cause }))
  })
  worker.on('error', (error) => {
    const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    end(new AppError(isFull ? 'import/too-much' : 'internal', {}, { cause: error }))
  })
  worker.on('exit', () => end(new AppError('import/closed')))
  return {
    ask: (method, input) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        const id = ++last
        const timer = setTimeout(() => end(new AppError('import/too-slow')), timeLimitMs)
        const settle = <T>(then: (value: T) => void) => {
          return (value: T) => {
            clearTimeout(timer)
            then(value)
          }
        }
        // The reader answers a question with what its own method returned.
        waiting.set(id, { resolve: settle(resolve as (value: unknown) => void), reject: settle(reject) })
        worker.postMessage({ id, method, input })
      }),
    isAlive: () => ended === null,
    isIdle: () => ended === null && waiting.size === 0,
    stop: () => end(new AppError('import/closed')),
  }
}

/** The bundle stands beside the data host's; run from its source, the thread is a source file too. */
function workerFile(): string {
  const bundled = join(import.meta.dirname, 'import-reader.cjs')
  if (existsSync(bundled)) return bundled
  const besideChunks = join(import.meta.dirname, '..', 'import-reader.cjs')
  return existsSync(besideChunks) ? besideChunks : join(import.meta.dirname, 'reader-worker.ts')
}
