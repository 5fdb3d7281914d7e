import { createPublicKey, verify } from 'node:crypto'
import type { z } from 'zod'
import type { Signed } from '#shared/sync/care.ts'

/**
 * Whether a text was signed by the server's key that this device has known since it signed in.
 * @param serverKey SPKI in base64
 */
export function isSignedBy(serverKey: string, { text, signature }: z.infer<typeof Signed>): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(serverKey, 'base64'), format: 'der', type: 'spki' })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
