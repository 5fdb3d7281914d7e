import type { BundlePart, BundlePreview, BundleReceiver } from '#shared/contract/exchange.ts'
import type { BundleTo } from '#shared/sync/bundle.ts'
import { hlcMs } from '#shared/sync/hlc.ts'
import type { Op } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { bundleReadAt } from '../queries/exchange.ts'
import { userNames } from '../queries/sync.ts'
import { recordCounts } from './compose.ts'
import type { OpenedBundle, OpenedRun } from './open.ts'
import { freshOp } from './take-over.ts'

/** Says what is in a verified bundle: from whom, when, how much, and how much of it is new here. */
export async function previewOf(db: Reader, bundle: OpenedBundle): Promise<BundlePreview> {
  const { manifest, sender, to, runs } = bundle
  const authors = [...new Set([manifest.senderUser, ...runs.map(({ head }) => head.author)])]
  const names = await userNames(db, authors)
  const parts: BundlePart[] = []
  for (const together of byDevice(runs)) parts.push(await partOf(db, together, names))
  return {
    bundleId: manifest.id,
    writtenAt: manifest.writtenAt,
    senderDevice: manifest.sender,
    senderDeviceName: sender?.name ?? (manifest.senderName || null),
    senderUserName: names.get(sender?.userId ?? manifest.senderUser) ?? null,
    senderKnown: sender !== undefined,
    to: receiverOf(to),
    parts,
    fresh: parts.reduce((sum, { fresh }) => sum + fresh, 0),
    readBefore: await bundleReadAt(db, manifest.id),
  }
}

function receiverOf(to: BundleTo): BundleReceiver {
  return to.kind === 'device' ? to : { kind: 'trip', tripId: to.trip }
}

function byDevice(runs: readonly OpenedRun[]): OpenedRun[][] {
  const devices = new Map<string, OpenedRun[]>()
  for (const run of runs) devices.set(run.head.device, [...(devices.get(run.head.device) ?? []), run])
  return [...devices.values()]
}

async function partOf(
  db: Reader,
  runs: readonly OpenedRun[],
  names: ReadonlyMap<string, string>,
): Promise<BundlePart> {
  const [first] = runs
  if (!first) throw new Error('a part without runs')
  const records = new Map<string, Set<string>>()
  // One operation can stand in several runs: its device signed it anew in each bundle.
  const seen = new Set<string>()
  let fresh = 0
  let notOnServer = 0
  let from = Number.POSITIVE_INFINITY
  let to = 0
  for (const { head, ops } of runs)
    for (const op of ops) {
      if (seen.has(op.opId)) continue
      seen.add(op.opId)
      records.set(op.table, (records.get(op.table) ?? new Set()).add(op.id))
      if (await freshOp(db, op)) fresh += 1
      if (!head.onServer) notOnServer += 1
      for (const ms of timesOf(op)) {
        from = Math.min(from, ms)
        to = Math.max(to, ms)
      }
    }
  return {
    device: first.head.device,
    deviceName: first.signer?.name ?? null,
    userName: names.get(first.head.author) ?? null,
    operations: seen.size,
    notOnServer,
    records: recordCounts(records),
    from: new Date(Math.min(from, to)).toISOString(),
    to: new Date(to).toISOString(),
    fresh,
    trust: first.trust,
  }
}

const timesOf = (op: Op): number[] => Object.values(op.fields).map(({ hlc }) => hlcMs(hlc))
