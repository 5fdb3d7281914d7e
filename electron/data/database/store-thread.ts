import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CheckResult } from './store-check.ts'
import type { StoreWork, StoreWorkerData, StoreWorkReply, StoreWorkRequest } from './store-work.ts'

/** A thread with a connection of its own to an open store. It is there while there is work for it. */
export interface StoreThread {
  /** Has work done, one piece after the other. Rejects when it failed or the thread cannot run here. */
  readonly have: (work: StoreWork) => Promise<CheckResult | null>
  /** Ends it where its work can be ended; nothing is asked of it afterwards. @returns whether it has left the store */
  readonly stop: () => Promise<boolean>
}

/** What it keeps in memory is given back when nothing was asked for so long. */
const idleMs = 5000
/** A table is looked at to its end: so long closing waits for that, at most. */
const endWaitMs = 3000

/** It hands statements on and makes next to no objects. */
const memory = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 }

/** Nothing starts before there is work. @param key copied when the thread starts; its owner wipes it */
export function storeThread(file: string, key: Uint8Array): StoreThread {
  let running: Running | null = null
  let stopped = false
  let idle: NodeJS.Timeout | undefined
  return {
    have: async (work) => {
      if (stopped) throw new Error('the store is being closed')
      clearTimeout(idle)
      if (!running) {
        const started: Running = start(file, key, () => {
          // One that was left long ago may end when another has taken its place.
          if (running === started) running = null
        })
        running = started
      }
      const thread = running
      try {
        return await thread.ask(work)
      } finally {
        clearTimeout(idle)
        if (!stopped && thread.isIdle())
          idle = setTimeout(() => {
            running = null
            thread.leave()
          }, idleMs).unref()
      }
    },
    stop: async () => {
      stopped = true
      clearTimeout(idle)
      const thread = running
      if (!thread) return true
      thread.leave()
      return thread.left(endWaitMs)
    },
  }
}

interface Running {
  readonly ask: (work: StoreWork) => Promise<CheckResult | null>
  readonly isIdle: () => boolean
  readonly leave: () => void
  readonly left: (withinMs: number) => Promise<boolean>
}

function start(file: string, key: Uint8Array, onEnd: () => void): Running {
  const stopping = new Int32Array(new SharedArrayBuffer(4))
  const given: StoreWorkerData = { file, key, stopping }
  const worker = new Worker(workerFile(), { workerData: given, execArgv: [], resourceLimits: memory })
  worker.unref()
  const waiting = new Map<
    number,
    { resolve: (result: CheckResult | null) => void; reject: (error: Error) => void }
  >()
  let last = 0
  const fail = (error: Error) => {
    onEnd()
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const ended = new Promise<boolean>((resolve) => worker.once('exit', () => resolve(true)))
  worker.on('message', (reply: StoreWorkReply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('failed' in reply) asked?.reject(new Error(reply.failed))
    else asked?.resolve(reply.result)
  })
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => fail(new Error('the thread of the store has ended')))
  return {
    ask: (work) =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve, reject })
        worker.postMessage({ id: last, work } satisfies StoreWorkRequest)
      }),
    isIdle: () => waiting.size === 0,
    leave: () => {
      Atomics.store(stopping, 0, 1)
      worker.postMessage(null)
    },
    left: (withinMs) => {
      worker.ref()
      return Promise.race([
        ended,
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs).unref()),
      ]).finally(() => worker.unref())
    },
  }
}

/** The bundle stands beside the data host's; run from its source, the thread is a source file too. */
function workerFile(): string {
  const places = [import.meta.dirname, join(import.meta.dirname, '..')].map((folder) =>
    join(folder, 'store-worker.cjs'),
  )
  return places.find(existsSync) ?? join(import.meta.dirname, 'store-worker.ts')
}
