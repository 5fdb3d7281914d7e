import { randomBytes } from 'node:crypto'
import { AppError } from '#shared/contract/errors.ts'
import type { BundleCounts, BundleReceiver } from '#shared/contract/exchange.ts'
import { tripScope } from '#shared/domain/scopes.ts'
import {
  type BundleHeader,
  type BundleManifest,
  chainOf,
  type Run,
  RunHead,
  signedManifest,
} from '#shared/sync/bundle.ts'
import { scopesReadBy } from '#shared/sync/bundle-readers.ts'
import type { Reader } from '../database/schema.ts'
import { findDevice, latestTripKey, organisationFor } from '../queries/exchange.ts'
import { parseOp } from '../sync/stored-op.ts'
import { headerText, sealBundle } from './bundle-file.ts'
import { gatherRuns, type Signer } from './gather.ts'
import { agree, deriveKey, newAgreementPair, sha256, signText } from './keys.ts'

export interface Sender extends Signer {
  readonly deviceName: string
}

/** Everything a bundle will hold, chosen in one reading of the store and not sealed yet. */
export interface Composed {
  readonly header: BundleHeader
  readonly runs: readonly Run[]
  readonly key: Uint8Array
  readonly counts: BundleCounts
}

/**
 * Chooses and signs what a receiver may see, and agrees on a key that only the receiver can find.
 * @throws AppError exchange/unknown-receiver
 */
export async function composeBundle(db: Reader, sender: Signer, to: BundleReceiver): Promise<Composed> {
  const { header, key, scopes } =
    to.kind === 'device' ? await forDevice(db, to.device) : await forTrip(db, to.tripId)
  const runs = await gatherRuns(db, sender, scopes)
  return { header, key, runs, counts: countsOf(runs) }
}

/** The bundle as a file. @throws AppError exchange/nothing-to-send, exchange/too-large */
export function packBundle({ header, runs, key }: Composed, sender: Sender, id: string): Buffer {
  if (runs.length === 0) throw new AppError('exchange/nothing-to-send')
  const manifest = JSON.stringify({
    id,
    sender: sender.identity.device,
    senderUser: sender.user,
    senderName: sender.deviceName.slice(0, 100),
    writtenAt: sender.at,
    header: sha256(headerText(header)),
    runs: sha256(runs.map(({ head, ops }) => chainOf(head, ops, sha256)).join()),
  } satisfies BundleManifest)
  const signature = signText(sender.keys, signedManifest(manifest))
  return sealBundle(header, { manifest, signature, runs: [...runs] }, key)
}

/** The key that opens what was sealed for a device: both sides find it from their own half. */
export function keyForDevice(secret: Uint8Array, ephemeral: string, sealingKey: string): Buffer {
  return deriveKey(
    secret,
    Buffer.from(`${ephemeral} ${sealingKey}`, 'latin1'),
    'outpost bundle for a device 1',
  )
}

/** The key of one bundle for a trip. */
export function keyForTrip(tripKey: string, salt: string): Buffer {
  return deriveKey(
    Buffer.from(tripKey, 'base64url'),
    Buffer.from(salt, 'base64url'),
    'outpost bundle for a trip 1',
  )
}

async function forDevice(db: Reader, device: string) {
  const known = await findDevice(db, device)
  if (!known || known.revoked) throw new AppError('exchange/unknown-receiver')
  const pair = newAgreementPair()
  const header: BundleHeader = { to: { kind: 'device', device }, salt: pair.public }
  const key = keyForDevice(agree(pair, known.sealingKey), pair.public, known.sealingKey)
  return { header, key, scopes: scopesReadBy(known.userId, await organisationFor(db, known.userId)) }
}

async function forTrip(db: Reader, tripId: string) {
  const known = await latestTripKey(db, tripId)
  if (!known) throw new AppError('exchange/unknown-receiver')
  const salt = randomBytes(32).toString('base64url')
  const header: BundleHeader = { to: { kind: 'trip', trip: tripId, key: known.id }, salt }
  return { header, key: keyForTrip(known.key, salt), scopes: new Set([tripScope(tripId)]) }
}

/** What runs hold, counted. */
export function countsOf(runs: readonly Run[]): BundleCounts {
  const records = new Map<string, Set<string>>()
  let operations = 0
  let notOnServer = 0
  for (const run of runs) {
    const { onServer } = RunHead.parse(JSON.parse(run.head))
    for (const text of run.ops) {
      if (typeof text !== 'string') continue
      const { table, id } = parseOp(text)
      operations += 1
      if (!onServer) notOnServer += 1
      records.set(table, (records.get(table) ?? new Set()).add(id))
    }
  }
  return { operations, notOnServer, records: recordCounts(records) }
}

/** Tables with the number of their records, the greatest first. */
export function recordCounts(records: ReadonlyMap<string, ReadonlySet<string>>): BundleCounts['records'] {
  return [...records]
    .map(([table, ids]) => ({ table, count: ids.size }))
    .sort((a, b) => b.count - a.count || (a.table < b.table ? -1 : 1))
}

/** Ids of all operations in a bundle. */
export function operationsIn({ runs }: Pick<Composed, 'runs'>): readonly string[] {
  return runs.flatMap(({ ops }) => ops.flatMap((op) => (typeof op === 'string' ? [parseOp(op).opId] : [])))
}
