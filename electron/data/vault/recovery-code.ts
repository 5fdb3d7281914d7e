import { createHash } from 'node:crypto'

/** Crockford's alphabet: no I, L, O and U, so a code read aloud or copied by hand stays itself. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secretBytes = 16
const secretLetters = 26
const checkLetters = 2

/** Writes a 128-bit secret as seven groups of four letters, the last two a check of the others. */
export function codeOf(secret: Uint8Array): string {
  const letters = lettersOf(secret, secretLetters) + checkOf(secret)
  return letters.match(/.{4}/g)?.join('-') ?? ''
}

/** Reads a code as people write it: any case, with or without hyphens, O for 0, I and L for 1. Undefined for a slip. */
export function secretOf(code: string): Uint8Array | undefined {
  const letters = code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '')
  if (letters.length !== secretLetters + checkLetters) return undefined
  const digits = Array.from(letters, (letter) => alphabet.indexOf(letter))
  if (digits.includes(-1)) return undefined
  let number = digits.slice(0, secretLetters).reduce((sum, digit) => sum * 32n + BigInt(digit), 0n)
  if (number >> BigInt(secretBytes * 8) !== 0n) return undefined
  const secret = new Uint8Array(secretBytes)
  for (let at = secretBytes - 1; at >= 0; at--) {
    secret[at] = Number(number & 255n)
    number >>= 8n
  }
  return letters.endsWith(checkOf(secret)) ? secret : undefined
}

function checkOf(secret: Uint8Array): string {
  return lettersOf(createHash('sha256').update(secret).digest().subarray(0, 1), checkLetters)
}

function lettersOf(bytes: Uint8Array, count: number): string {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  let letters = ''
  for (let at = 0; at < count; at++) {
    letters = alphabet.charAt(Number(number & 31n)) + letters
    number >>= 5n
  }
  return letters
}
