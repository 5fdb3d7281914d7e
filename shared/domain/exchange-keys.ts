import { z } from 'zod'
import { defineEntity, flag, RecordId, requiredText, textOf } from './entity.ts'
import { orgScope, tripScope } from './scopes.ts'

const keyText = () => textOf(z.string().regex(/^[\w-]{43}$/))

/**
 * Public keys of a device, its id being the device's: `publicKey` (Ed25519) tells its signatures, `sealingKey`
 * (X25519) is for sealing a bundle that only it can open. Written by the server at the device's sign-in.
 */
export const deviceKeys = defineEntity({
  table: 'deviceKeys',
  mergeClass: 'published',
  fields: {
    userId: textOf(RecordId),
    name: requiredText(100),
    publicKey: keyText(),
    sealingKey: keyText(),
    /** The device was barred: what it signed waits for the server's word. */
    revoked: flag(),
  },
  scopes: () => [orgScope],
})

/**
 * A key that everybody on a trip holds, for bundles that any of them can open. A new one is made when somebody leaves
 * the trip: the latest is for writing, all are for reading. Written by the server.
 */
export const tripKeys = defineEntity({
  table: 'tripKeys',
  mergeClass: 'published',
  fields: {
    tripId: textOf(RecordId),
    key: keyText(),
  },
  scopes: ({ tripId }) => (typeof tripId === 'string' ? [tripScope(tripId)] : []),
})
