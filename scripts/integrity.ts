import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { SetupError } from './command-line.ts'

/**
 * Compares a file with its subresource integrity text, `sha512-<base64>` as npm writes it.
 * Throws a SetupError when the file is another one.
 */
export async function checkIntegrity(file: string, integrity: string): Promise<void> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual === integrity) return
  throw new SetupError(
    `The downloaded archive is not the expected one, so it was not used.\nExpected ${integrity}\nReceived ${actual}`,
  )
}
