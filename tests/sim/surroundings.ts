import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Rng } from './rng.ts'

/** What a process gets from its machine beside files: the time, chance, and the network. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly rng: Rng
  readonly fetch: typeof fetch
}

/**
 * Puts simulated surroundings in the place of this process's own. The product reaches time, chance and the network
 * by these three names wherever it has no narrower port, so nothing of a run depends on the machine.
 * @returns puts the process's own back.
 */
export function takeOverSurroundings({ now, rng, fetch }: Surroundings): () => void {
  const own = { now: Date.now, fetch: globalThis.fetch, random: Math.random, bytes: crypto.randomBytes }
  const fill = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = rng.below(256)
  }
  Date.now = now
  Math.random = rng.next
  globalThis.fetch = fetch
  // The real one stands on the prototype.
  Object.defineProperty(globalThis.crypto, 'getRandomValues', {
    configurable: true,
    value: <T extends ArrayBufferView>(target: T): T => {
      fill(new Uint8Array(target.buffer, target.byteOffset, target.byteLength))
      return target
    },
  })
  const randomBytes = (size: number): Buffer => {
    const bytes = Buffer.alloc(size)
    fill(bytes)
    return bytes
  }
  Object.assign(crypto, { randomBytes })
  const giveBack = makePasswordsCheap()
  return () => {
    giveBack()
    Object.assign(crypto, { randomBytes: own.bytes })
    syncBuiltinESMExports()
    Date.now = own.now
    Math.random = own.random
    globalThis.fetch = own.fetch
    Reflect.deleteProperty(globalThis.crypto, 'getRandomValues')
  }
}

/**
 * A password's hash costs time and memory on purpose; where a story signs in by the dozen a plain one does.
 * @returns puts the process's own back.
 */
export function makePasswordsCheap(): () => void {
  const { argon2 } = crypto
  const quick = (
    algorithm: string,
    { message, nonce, tagLength }: { message: Buffer; nonce: Buffer; tagLength: number },
    done: (error: null, tag: Buffer) => void,
  ): void => {
    const hash = crypto.createHash('sha512').update(algorithm).update(nonce).update(message)
    done(null, hash.digest().subarray(0, tagLength))
  }
  Object.assign(crypto, { argon2: quick })
  syncBuiltinESMExports()
  return () => {
    Object.assign(crypto, { argon2 })
    syncBuiltinESMExports()
  }
}
