import { createHash, timingSafeEqual } from 'node:crypto'
import { agree, deriveKey, newAgreementPair } from './keys.ts'

/*
 * Two laptops that only see each other's network address agree on keys, and on six digits which two people compare.
 *
 *   caller    -> listener   commitment = SHA-256(caller's key, caller's number)
 *   listener  -> caller     listener's key, listener's number
 *   caller    -> listener   caller's key, caller's number
 *
 * The digits come from both keys and both numbers. Somebody in between has to settle on the key towards the listener
 * before seeing the listener's, so no choice of theirs makes the digits equal: one guess in a million, and it shows.
 */

/** One side's secret half of the agreement. */
export interface Half {
  readonly pair: ReturnType<typeof newAgreementPair>
  /** 32 random bytes, base64url. */
  readonly number: string
}

/** What a side shows of its half. */
export interface ShownHalf {
  readonly key: string
  readonly number: string
}

export interface Agreement {
  /** Six digits for two people to compare. */
  readonly code: string
  /** Keys for the two directions, 32 bytes each. */
  readonly toListener: Uint8Array
  readonly toCaller: Uint8Array
  /** Hex; names this connection, for signing with the device's own key. */
  readonly transcript: string
}

/** This laptop's half of a handshake. @param randomNumber made for this meeting alone */
export function newHalf(randomNumber: Uint8Array): Half {
  return { pair: newAgreementPair(), number: Buffer.from(randomNumber).toString('base64url') }
}

/** What of a half the other laptop may see. */
export const shownHalf = ({ pair, number }: Half): ShownHalf => ({ key: pair.public, number })

/** What the caller sends before anything else. Hex. */
export function commitmentTo({ key, number }: ShownHalf): string {
  return digest(`outpost exchange 1 commitment ${key} ${number}`).toString('hex')
}

/** Whether a half is the one that was committed to. */
export function keepsCommitment(commitment: string, half: ShownHalf): boolean {
  const [a, b] = [Buffer.from(commitment, 'hex'), Buffer.from(commitmentTo(half), 'hex')]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * What both sides reach from their own half and what the other one showed.
 * @throws Error when the other key agrees on nothing
 */
export function agreement(own: Half, caller: ShownHalf, listener: ShownHalf): Agreement {
  const other = own.pair.public === caller.key ? listener : caller
  const secret = agree(own.pair, other.key)
  const transcript = digest(
    `outpost exchange 1 ${caller.key} ${caller.number} ${listener.key} ${listener.number}`,
  )
  const digits =
    deriveKey(transcript, Buffer.alloc(0), 'outpost exchange 1 code').readUIntBE(0, 6) % 1_000_000
  return {
    code: String(digits).padStart(6, '0'),
    toListener: deriveKey(secret, transcript, 'outpost exchange 1 to the listener'),
    toCaller: deriveKey(secret, transcript, 'outpost exchange 1 to the caller'),
    transcript: transcript.toString('hex'),
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'latin1').digest()
