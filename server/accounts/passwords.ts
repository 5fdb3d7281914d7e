import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

const memoryKiB = 65_536
const passes = 3
const tagLength = 32

/** More at a time would let a flood of sign-ins take the machine's memory (64 MiB each). */
const slots = 2
let running = 0
const waiting: (() => void)[] = []

/** Hashes a password with argon2id (64 MiB, 3 passes) into the usual `$argon2id$...` text. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const tag = await derive(password, salt)
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${encode(salt)}$${encode(tag)}`
}

/**
 * Whether a password belongs to a hash. Without a hash (nobody of that name) the work is done all the same, so that
 * the time of an answer does not tell which names exist.
 */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const [salt, tag] = hash === null ? [randomBytes(16), null] : partsOf(hash)
  const derived = await derive(password, salt)
  return tag !== null && tag.length === derived.length && timingSafeEqual(tag, derived)
}

/** A password that can be read out: 4 groups of 4 letters and digits without look-alikes, about 77 bits. */
export function randomPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  const letters: string[] = []
  while (letters.length < 16) {
    // Bytes past the last whole multiple would make some letters likelier than others.
    for (const byte of randomBytes(32)) {
      const letter = byte < 248 ? alphabet[byte % alphabet.length] : undefined
      if (letter && letters.length < 16) letters.push(letter)
    }
  }
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join('')).join('-')
}

function partsOf(hash: string): [Buffer, Buffer | null] {
  const [, algorithm, , , salt, tag] = hash.split('$')
  if (algorithm !== 'argon2id' || !salt || !tag) return [randomBytes(16), null]
  return [Buffer.from(salt, 'base64'), Buffer.from(tag, 'base64')]
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

async function derive(password: string, nonce: Buffer): Promise<Buffer> {
  while (running >= slots) await new Promise<void>((free) => waiting.push(free))
  running++
  try {
    return await new Promise((done, fail) => {
      // One spelling of what was typed: the same characters from another keyboard give the same bytes.
      const message = Buffer.from(password.normalize('NFKC'))
      const parameters = { message, nonce, parallelism: 1, tagLength, memory: memoryKiB, passes }
      argon2('argon2id', parameters, (error, tag) => (error ? fail(error) : done(tag)))
    })
  } finally {
    running--
    waiting.shift()?.()
  }
}
