import { AppError } from '#shared/contract/errors.ts'
import {
  BundleManifest,
  type BundleTo,
  type ReadRun,
  Run,
  readRun,
  signedManifest,
  signedText,
} from '#shared/sync/bundle.ts'
import type { Reader } from '../database/schema.ts'
import { findDevice, findTripKey, type KnownDevice } from '../queries/exchange.ts'
import { openBundle, parseBundle, type SealedBundle } from './bundle-file.ts'
import { keyForDevice, keyForTrip } from './compose.ts'
import { agree, type DeviceKeyPairs, sha256, signatureHolds } from './keys.ts'

/** `good`: signed by that device. The others are kept, not shown. */
export type Trust = 'good' | 'unknown-device' | 'revoked'

export interface OpenedRun extends ReadRun {
  readonly run: Run
  readonly trust: Trust
  /** Undefined where the device is not known here. */
  readonly signer: KnownDevice | undefined
}

export interface OpenedBundle {
  readonly to: BundleTo
  readonly manifest: BundleManifest
  /** Undefined where the sender is not known here. */
  readonly sender: KnownDevice | undefined
  readonly runs: readonly OpenedRun[]
}

export interface Opener {
  readonly device: string
  readonly keys: DeviceKeyPairs
}

/**
 * Opens a bundle and verifies all of it: one bit that is not as it was written, and nothing of it is believed.
 * @throws AppError exchange/not-a-bundle, exchange/newer-version, exchange/not-for-you, exchange/damaged,
 * exchange/too-large
 */
export async function openedBundle(db: Reader, bytes: Uint8Array, opener: Opener): Promise<OpenedBundle> {
  const sealed = parseBundle(bytes)
  const contents = openBundle(sealed, await keyOf(db, sealed, opener))
  const manifest = BundleManifest.safeParse(parsed(contents.manifest))
  if (!manifest.success || manifest.data.header !== sha256(sealed.headerText)) throw damaged('manifest')
  const sender = await findDevice(db, manifest.data.sender)
  if (sender && !signatureHolds(sender.publicKey, signedManifest(contents.manifest), contents.signature))
    throw damaged('manifest signature')
  const runs: OpenedRun[] = []
  for (const raw of contents.runs) runs.push(await openedRun(db, raw))
  if (sha256(runs.map(({ digest }) => digest).join()) !== manifest.data.runs) throw damaged('runs')
  return { to: sealed.header.to, manifest: manifest.data, sender, runs }
}

/** Verifies one run. @throws AppError exchange/damaged */
export async function openedRun(db: Reader, raw: unknown): Promise<OpenedRun> {
  const run = Run.safeParse(raw)
  const read = run.success ? readRun(run.data, sha256) : null
  if (!run.success || !read) throw damaged('run')
  const signer = await findDevice(db, read.head.device)
  if (!signer) return { ...read, run: run.data, trust: 'unknown-device', signer }
  if (
    signer.userId !== read.head.author ||
    !signatureHolds(signer.publicKey, signedText(read.digest), run.data.signature)
  )
    throw damaged('run signature')
  return { ...read, run: run.data, trust: signer.revoked ? 'revoked' : 'good', signer }
}

async function keyOf(db: Reader, { header }: SealedBundle, { device, keys }: Opener): Promise<Uint8Array> {
  if (header.to.kind === 'device') {
    if (header.to.device !== device) throw new AppError('exchange/not-for-you')
    return keyForDevice(agreed(keys, header.salt), header.salt, keys.sealing.public)
  }
  const known = await findTripKey(db, header.to.key)
  if (!known || known.tripId !== header.to.trip) throw new AppError('exchange/not-for-you')
  return keyForTrip(known.key, header.salt)
}

function agreed(keys: DeviceKeyPairs, salt: string): Uint8Array {
  try {
    return agree(keys.sealing, salt)
  } catch (error) {
    throw new AppError('exchange/damaged', {}, { cause: error })
  }
}

function damaged(where: string): AppError {
  return new AppError('exchange/damaged', {}, { cause: new Error(where) })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
