import type { BundleOutcome, BundlePreview } from '#shared/contract/exchange.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { Sender } from './compose.ts'
import { openedBundle } from './open.ts'
import { previewOf } from './preview.ts'
import { takeOver } from './take-over.ts'

/** Verifies a bundle and says what is in it. @throws AppError exchange/* */
export async function previewBundle(db: Reader, bytes: Uint8Array, self: Sender): Promise<BundlePreview> {
  return previewOf(db, await openedBundle(db, bytes, openerOf(self)))
}

/** Verifies a bundle anew and takes it over in the same transaction. @throws AppError exchange/* */
export async function readBundle(
  tx: Writer,
  bytes: Uint8Array,
  self: Sender,
  nowMs: number,
): Promise<BundleOutcome> {
  return takeOver(tx, await openedBundle(tx, bytes, openerOf(self)), nowMs)
}

const openerOf = ({ identity, keys }: Sender) => ({ device: identity.device, keys })
