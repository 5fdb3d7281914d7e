import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SeenWord } from '#shared/domain/card-lines.ts'
import { ocrFiles } from './ocr-files.ts'

/** A card takes a second or two; an old laptop some ten. */
const timeLimitMs = 60_000
/** The engine holds 140 MB; it goes when nobody reads cards any more. */
const idleMs = 90_000

interface Answer {
  readonly id: number
  readonly words?: readonly SeenWord[]
  readonly failed?: string
}

interface Waiting {
  readonly resolve: (words: readonly SeenWord[]) => void
  readonly reject: (error: Error) => void
}

let running: { readonly worker: Worker; readonly waiting: Map<number, Waiting> } | null = null
let idle: ReturnType<typeof setTimeout> | undefined
let last = 0

/**
 * Reads the words of a picture (PNG or JPEG) in a thread of its own, without any network.
 * @returns null where no engine is installed
 * @throws Error when the picture cannot be read
 */
export async function readWords(picture: Uint8Array): Promise<readonly SeenWord[] | null> {
  const thread = running ?? start()
  if (!thread) return null
  clearTimeout(idle)
  const id = ++last
  const timer = setTimeout(() => stop(new Error('reading took too long')), timeLimitMs)
  try {
    return await new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject })
      thread.worker.postMessage({ id, picture })
    })
  } finally {
    clearTimeout(timer)
    idle = setTimeout(() => stop(new Error('idle')), idleMs)
    idle.unref()
  }
}

function start(): typeof running {
  const files = ocrFiles()
  if (!files) return null
  const worker = new Worker(workerFile(), { workerData: files, execArgv: [] })
  worker.unref()
  const waiting = new Map<number, Waiting>()
  running = { worker, waiting }
  worker.on('message', ({ id, words, failed }: Answer) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (words) asked?.resolve(words)
    else asked?.reject(new Error(failed ?? 'no answer'))
  })
  worker.on('error', (error) => stop(error instanceof Error ? error : new Error(String(error))))
  return running
}

function stop(error: Error): void {
  const ending = running
  running = null
  if (!ending) return
  for (const { reject } of ending.waiting.values()) reject(error)
  void ending.worker.terminate()
}

/** The bundle stands beside the data host's; run from its source, the thread is a source file too. */
function workerFile(): string {
  const places = [import.meta.dirname, join(import.meta.dirname, '..')].map((folder) =>
    join(folder, 'ocr-reader.cjs'),
  )
  return places.find(existsSync) ?? join(import.meta.dirname, 'ocr-worker.ts')
}
