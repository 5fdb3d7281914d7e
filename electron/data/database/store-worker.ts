import { parentPort, workerData } from 'node:worker_threads'
import { openRaw } from './connection.ts'
import type { RawDatabase } from './driver.ts'
import { carryOut, type StoreWorkerData, type StoreWorkReply, type StoreWorkRequest } from './store-work.ts'

/** Entry of the thread that has a connection of its own to the store: one piece of work after the other. */
const { file, key, stopping }: StoreWorkerData = workerData
let raw: RawDatabase | null = null

parentPort?.on('message', (request: StoreWorkRequest | null) => {
  if (request) return parentPort?.postMessage(answer(request))
  raw?.close()
  parentPort?.close()
})

function answer({ id, work }: StoreWorkRequest): StoreWorkReply {
  try {
    return { id, result: carryOut(opened(), work, () => Atomics.load(stopping, 0) !== 0) }
  } catch (error) {
    return { id, failed: String(error instanceof Error ? (error.stack ?? error.message) : error) }
  }
}

function opened(): RawDatabase {
  if (raw) return raw
  try {
    raw = openRaw(file, key, { create: false })
  } finally {
    key.fill(0)
  }
  // Read once from end to end: what is kept of it serves nobody.
  raw.pragma('cache_size = -4096')
  raw.pragma('wal_autocheckpoint = 0')
  return raw
}
