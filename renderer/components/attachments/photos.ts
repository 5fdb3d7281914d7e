import type { PhotoAnswer, PhotoJob, PreparedPhoto } from './photo-worker.ts'

let worker: Worker | null = null
let last = 0
const waiting = new Map<number, (photo: PreparedPhoto | null) => void>()

/** Makes the smaller copy, the preview and the facts of a picture beside the window's own work. Null for no picture. */
export function preparePhoto(job: Omit<PhotoJob, 'id'>): Promise<PreparedPhoto | null> {
  const hand = worker ?? start()
  worker = hand
  last += 1
  const id = last
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    hand.postMessage({ ...job, id })
  })
}

function start(): Worker {
  const hand = new Worker(new URL('./photo-worker.ts', import.meta.url), { type: 'module' })
  hand.addEventListener('message', ({ data }: MessageEvent<PhotoAnswer>) => {
    waiting.get(data.id)?.(data.photo)
    waiting.delete(data.id)
  })
  // A picture that is too much for it must not hold up the next one.
  hand.addEventListener('error', () => {
    const unanswered = [...waiting.values()]
    waiting.clear()
    worker = null
    hand.terminate()
    for (const resolve of unanswered) resolve(null)
  })
  return hand
}
