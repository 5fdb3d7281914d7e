import { bridge } from './client.ts'

const flushers = new Set<() => Promise<void>>()

/** Registers what must be written before the window closes. Returns the function that takes it back. */
export function onFlush(flush: () => Promise<void>): () => void {
  flushers.add(flush)
  return () => {
    flushers.delete(flush)
  }
}

/** Answers the window's question before closing with every registered flush. Called once. */
export function watchFlush(): void {
  bridge().onFlush(async () => {
    await Promise.allSettled([...flushers].map((flush) => flush()))
  })
}
