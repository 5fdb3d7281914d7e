import { z } from 'zod'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'

/** What tells this copy of the store from every other one in stamps and operations. */
const Identity = z.object({
  device: z.uuid(),
  incarnation: z.uuid(),
  node: z.string().regex(/^[0-9a-f]{16}$/),
})
export type Identity = z.infer<typeof Identity>

/**
 * The store's identity; a new one for a new store and for a store that came from another device, so that two copies
 * never stamp as one.
 * @param fresh gives the incarnation and node to use when a new identity is due
 */
export async function identityOf(
  store: Store,
  device: string,
  fresh: () => Omit<Identity, 'device'>,
): Promise<Identity> {
  return store.write(async (tx) => {
    const kept = await readMeta(tx, 'identity')
    const known = kept === undefined ? undefined : Identity.parse(JSON.parse(kept))
    if (known?.device === device) return known
    const identity = { device, ...fresh() }
    await writeMeta(tx, 'identity', JSON.stringify(identity))
    return identity
  })
}
