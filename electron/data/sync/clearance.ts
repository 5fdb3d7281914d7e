import { createHash } from 'node:crypto'
import type { Account } from '#shared/contract/account.ts'
import type { Clearance } from '#shared/contract/sync.ts'
import { ClearanceResponse, ClearanceStatement } from '#shared/sync/care.ts'
import { readMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import type { Identity } from '../host/identity.ts'
import { findToken, standingOf } from '../queries/account.ts'
import { carriedCount, draftCount, handedInIds, recordCounts } from '../queries/clearance.ts'
import { fileCounts } from '../queries/files.ts'
import { keptCountsByMaker } from '../queries/kept-copies.ts'
import { cursors, syncCounts } from '../queries/sync.ts'
import { scopeChecksum } from './checksums.ts'
import { callServer } from './http.ts'
import { problemOf } from './problems.ts'
import { isSignedBy } from './server-key.ts'

export interface Handover {
  readonly store: Store
  readonly identity: Identity
  readonly account: Account
  readonly deviceName: string
  readonly nowMs: number
}

/** Days over which the operations are compared one by one: what the journal surely still holds. */
const comparedDays = 44

type Statement = ReturnType<typeof ClearanceStatement.parse>

/**
 * Answers whether this device may be handed over: compares what it knows with what the server attests. Never
 * rejects for a server that cannot be reached; the answer then is no, with the reason.
 */
export async function clearanceOf(handover: Handover): Promise<Clearance> {
  const { store, identity, account, deviceName, nowMs } = handover
  const since = firstIdOf(nowMs - comparedDays * 86_400_000)
  const asked = await ask(handover, since)
  const own = await store.read(async (db) => ({
    ...(await syncCounts(db)),
    tables: await recordCounts(db, account.userId),
    ids: await handedInIds(db, identity.device, since),
    drafts: await draftCount(db),
    carried: await carriedCount(db),
    kept: await keptCountsByMaker(db),
    files: await fileCounts(db),
    unitName: (await standingOf(db, account.userId))?.unitName ?? account.unitName,
  }))
  const digest = digestOf(own.ids)
  const statement = 'statement' in asked ? asked.statement : null
  const scopes = statement ? await compareScopes(store, statement) : { compared: 0, differing: [] }
  const differs =
    statement !== null &&
    (statement.device !== identity.device || statement.digest !== digest || asked.verified === false)
  const unsentFiles = own.files.waiting + own.files.refused
  const obstacles = [
    own.waiting > 0 && 'waiting',
    own.carried > 0 && 'carried',
    own.kept.length > 0 && 'kept',
    own.refused > 0 && 'refused',
    !statement && 'server-unreachable',
    differs && 'server-differs',
    scopes.differing.length > 0 && 'checksum',
    own.conflicts > 0 && 'conflicts',
    own.drafts > 0 && 'drafts',
    unsentFiles > 0 && 'files',
  ] as const
  const inTheWay = obstacles.filter((obstacle) => obstacle !== false)
  return {
    clear: inTheWay.length === 0,
    obstacles: inTheWay,
    checkedAt: new Date(nowMs).toISOString(),
    deviceId: identity.device,
    deviceName,
    userName: account.userName,
    unitName: own.unitName,
    organisation: account.organisation,
    serverUrl: account.serverUrl,
    tables: own.tables,
    waiting: own.waiting,
    carried: own.carried,
    kept: own.kept,
    refused: own.refused,
    conflicts: own.conflicts,
    drafts: own.drafts,
    files: unsentFiles,
    handedIn: own.ids.length,
    digest,
    since: new Date(nowMs - comparedDays * 86_400_000).toISOString(),
    scopes,
    server: 'statement' in asked ? attestation(asked) : null,
    problem: 'problem' in asked ? asked.problem : null,
  }
}

interface Attested {
  readonly statement: Statement
  readonly text: string
  readonly signature: string
  readonly verified: boolean | null
}

async function ask(
  { store, account }: Handover,
  since: string,
): Promise<Attested | { readonly problem: string; readonly verified: null }> {
  const { token, serverKey } = await store.read(async (db) => ({
    token: await findToken(db),
    serverKey: await readMeta(db, 'serverKey'),
  }))
  if (token === undefined) return { problem: 'account/signed-out', verified: null }
  try {
    const { statement: signed } = await callServer(
      { serverUrl: account.serverUrl, token },
      { method: 'GET', path: `devices/me/clearance?since=${since}`, answer: ClearanceResponse },
    )
    const statement = ClearanceStatement.parse(JSON.parse(signed.text))
    return {
      statement,
      ...signed,
      verified: serverKey === undefined ? null : isSignedBy(serverKey, signed),
    }
  } catch (error) {
    return { problem: problemOf(error), verified: null }
  }
}

function attestation({ statement, text, signature, verified }: Attested): Clearance['server'] {
  const { at, accepted, quarantined, lastLocalSeq, digest } = statement
  return { at, accepted, quarantined, lastLocalSeq, digest, text, signature, verified }
}

/** Only a scope read to the very number that the server speaks of can be compared. */
async function compareScopes(store: Store, statement: Statement): Promise<Clearance['scopes']> {
  const known = new Map((await store.read(cursors)).map(({ scope, seq }) => [scope, seq]))
  const differing: string[] = []
  let compared = 0
  for (const { scope, seq, checksum } of statement.scopes) {
    if (known.get(scope) !== seq) continue
    compared += 1
    const own = await scopeChecksum(store, scope, () => new Promise((resolve) => setImmediate(resolve)))
    if (own !== checksum) differing.push(scope)
  }
  return { compared, differing }
}

/** The SHA-256 over ids in their order, one a line: what both sides compute. */
function digestOf(ids: readonly string[]): string {
  return createHash('sha256').update(ids.join('\n')).digest('hex')
}

/** The least identifier (UUIDv7) that can have been made at a time. */
function firstIdOf(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
