import { createHash, createPublicKey, verify } from 'node:crypto'
import { sql } from 'kysely'
import {
  chainOf,
  type ReadRun,
  Run,
  readRun,
  signedText,
  unitedRuns,
  type VerifySignature,
} from '#shared/sync/bundle.ts'
import type { CarriedResult, SetAsideReason } from '#shared/sync/protocol.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { HttpError } from '../errors.ts'
import { push } from './push.ts'
import { isUuid } from './rights.ts'
import type { ServerStamps } from './stamps.ts'

/** Runs of other devices that a device hands in for them. */
export interface CarriedBatch {
  /** Who hands them in; that is noted, and gives no right to anything. */
  readonly carrier: { readonly userId: string; readonly device: string }
  readonly runs: readonly unknown[]
  readonly nowMs: number
  /** Whoever carries them understands that some are neither taken nor refused. */
  readonly waits?: boolean | undefined
}

/**
 * Takes runs that another device carried here. A run that proves to come from its device is taken like that device's
 * own push: with its author's rights, each operation once however often and by whomever it arrives. Any other run is
 * set aside whole, and claims none of its operations' ids, so that a forgery cannot keep the true ones out.
 * @returns one result for each run, in order
 */
export async function takeCarried(
  db: Database,
  stamps: ServerStamps,
  batch: CarriedBatch,
): Promise<CarriedResult[]> {
  const results: CarriedResult[] = []
  for (const raw of batch.runs) results.push(await takeRun(db, stamps, batch, raw))
  return results
}

async function takeRun(
  db: Database,
  stamps: ServerStamps,
  { carrier, nowMs, waits }: CarriedBatch,
  raw: unknown,
): Promise<CarriedResult> {
  const text = textOf(raw)
  const setAside = async (run: string, reason: SetAsideReason): Promise<CarriedResult> => {
    await keepAside(db, { run, reason, carrier, text })
    return { run, status: 'set-aside', reason }
  }
  const run = Run.safeParse(raw)
  if (!run.success) return setAside(sha256(text), 'malformed')
  const digest = chainOf(run.data.head, run.data.ops, sha256)
  const read = readRun(run.data, sha256)
  if (!read) return setAside(digest, 'malformed')
  const owner = await ownerOf(db, read)
  if (typeof owner === 'string') return setAside(digest, owner)
  if (!signatureHolds(owner.publicKey, signedText(digest), run.data.signature))
    return setAside(digest, 'bad-signature')
  const { device } = read.head
  const given = run.data.ops.filter((op) => typeof op === 'string')
  const ops: unknown[] = given.map((op) => JSON.parse(op))
  const results = await push(db, stamps, { userId: owner.userId, device, ops, nowMs, waits, carried: true })
  return { run: digest, status: 'taken', results }
}

/** The user whose device signed, or why nothing that it signed is taken. */
async function ownerOf(
  db: Database,
  { head }: ReadRun,
): Promise<{ userId: string; publicKey: string } | SetAsideReason> {
  if (!isUuid(head.device)) return 'malformed'
  const known = await db
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.user_id', 'devices.user_id')
    .select(['devices.user_id', 'devices.public_key', 'devices.revoked_at', 'accounts.disabled_at'])
    .where('devices.id', '=', head.device)
    .executeTakeFirst()
  if (!known || known.public_key === null) return 'unknown-device'
  if (known.revoked_at) return 'device-revoked'
  if (known.disabled_at) return 'account-disabled'
  if (known.user_id !== head.author) return 'not-its-author'
  return { userId: known.user_id, publicKey: known.public_key }
}

/** @throws HttpError bad-request for what nests so deep that it cannot be written down: no device sends that */
function textOf(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? ''
  } catch {
    throw new HttpError('bad-request')
  }
}

/** Keeps a run that is not taken. Of one that came before, with other operations taken out, both parts are kept. */
async function keepAside(
  db: Database,
  item: {
    readonly run: string
    readonly reason: SetAsideReason
    readonly carrier: CarriedBatch['carrier']
    readonly text: string
  },
): Promise<void> {
  await transact(db, async (tx) => {
    const { rows } = await sql<{ body: string }>`
      insert into run_quarantine (run, reason, carrier_user, carrier_device, body)
      values (${item.run}, ${item.reason}, ${item.carrier.userId}, ${item.carrier.device},
        convert_to(${item.text}, 'UTF8'))
      on conflict (run, reason) do update set body = run_quarantine.body
      returning convert_from(body, 'UTF8') as body`.execute(tx)
    const kept = rows[0]?.body ?? item.text
    if (kept === item.text) return
    const [one, other] = [kept, item.text].map((text) => Run.safeParse(JSON.parse(text)).data)
    if (!one || !other) return
    await sql`
      update run_quarantine set body = convert_to(${JSON.stringify(unitedRuns(one, other))}, 'UTF8')
      where run = ${item.run} and reason = ${item.reason}`.execute(tx)
  })
}

/** SHA-256 of a text in UTF-8, 64 hex digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** Ed25519. False for whatever is no key or no signature. */
export const signatureHolds: VerifySignature = (publicKey, text, signature) => {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** The operations in runs as far as they can be read, for whoever looks which records they are about. */
export function carriedOps(runs: readonly unknown[]): unknown[] {
  return runs.flatMap((raw) => {
    const run = Run.safeParse(raw)
    return run.success ? (readRun(run.data, sha256)?.ops ?? []) : []
  })
}
