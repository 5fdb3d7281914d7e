import { z } from 'zod'
import { Op } from './op.ts'

/** Format of bundles and runs that this version writes and reads. */
export const bundleFormat = 1

/** Most operations of one run, and most characters of them together unless a single one is longer. */
export const runLimit = { ops: 200, characters: 200_000 } as const

/** Most runs of one push. */
export const carriedLimit = 50

/** A bundle as it lies in a file or goes over the wire, and what it may unpack to. */
export const bundleLimit = { bytes: 64 * 1024 * 1024, unpacked: 256 * 1024 * 1024 } as const

/** A public key or a sealed key as text: 32 bytes, base64url. */
export const KeyText = z.string().regex(/^[\w-]{43}$/)

const Digest = z.string().regex(/^[0-9a-f]{64}$/)

/** What a run says of itself. Signed together with its operations. */
export const RunHead = z.object({
  format: z.literal(bundleFormat),
  device: z.uuid(),
  incarnation: z.uuid(),
  author: z.uuid(),
  /** Whether the server had acknowledged the operations when the run was signed. */
  onServer: z.boolean(),
  /** Operations in the run, those that were taken out on the way among them. */
  count: z.number().int().positive().max(runLimit.ops),
  /** By the device's clock, ISO instant. */
  signedAt: z.iso.datetime(),
})
export type RunHead = z.infer<typeof RunHead>

/**
 * Operations of one device, signed once over a chain of their digests. Head and operations are kept as the texts
 * that were signed. Whoever passes a run on takes out what the receiver may not see and leaves its digest, so that
 * the rest still proves where it comes from.
 */
export const Run = z.object({
  head: z.string().max(2000),
  ops: z
    .array(z.union([z.string(), z.object({ digest: Digest })]))
    .min(1)
    .max(runLimit.ops),
  signature: z.string().regex(/^[\w-]{86}$/),
})
export type Run = z.infer<typeof Run>

/** Hex digest (SHA-256) of a text; the two sides bring their own. */
export type Sha256 = (text: string) => string
/** Whether a signature (Ed25519, base64url) of a text was made with the private half of a key. */
export type VerifySignature = (publicKey: string, text: string, signature: string) => boolean

/** What is signed for a run: the end of the chain over its head and its operations in their order. */
export function chainOf(head: string, ops: Run['ops'], sha256: Sha256): string {
  let chain = sha256(`outpost run ${bundleFormat}\n${head}`)
  for (const op of ops) chain = sha256(`${chain} ${typeof op === 'string' ? sha256(op) : op.digest}`)
  return chain
}

/** The text that a device signs for a chain, so that the signature serves for nothing else. */
export const signedText = (chain: string): string => `outpost run ${bundleFormat}\n${chain}`

export interface ReadRun {
  readonly head: RunHead
  /** End of the chain: names the run wherever it goes, whatever was taken out of it. */
  readonly digest: string
  /** The operations that were left in it, in their order. */
  readonly ops: readonly Op[]
}

/**
 * Reads a run without judging its signature. Every operation in it must be of the run's device and author.
 * @returns null when it is none
 */
export function readRun(run: Run, sha256: Sha256): ReadRun | null {
  const head = RunHead.safeParse(parsed(run.head))
  if (!head.success || head.data.count !== run.ops.length) return null
  const { device, author } = head.data
  const ops: Op[] = []
  for (const text of run.ops) {
    if (typeof text !== 'string') continue
    const op = opIn(text)
    if (op?.device !== device || op.author !== author) return null
    ops.push(op)
  }
  return { head: head.data, digest: chainOf(run.head, run.ops, sha256), ops }
}

/** The operation in a text; undefined for anything else, also for one that nests without end. */
function opIn(text: string): Op | undefined {
  try {
    return Op.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A run without the operations that do not pass; null when nothing would be left. */
export function withoutOps(run: Run, mayPass: (op: string) => boolean, sha256: Sha256): Run | null {
  const ops = run.ops.map((op) => (typeof op !== 'string' || mayPass(op) ? op : { digest: sha256(op) }))
  return ops.some((op) => typeof op === 'string') ? { ...run, ops } : null
}

/** One run of which two copies came, with every operation that either of them still has. Both have the same chain. */
export function unitedRuns(one: Run, other: Run): Run {
  return { ...one, ops: one.ops.map((op, at) => (typeof op === 'string' ? op : (other.ops[at] ?? op))) }
}

/** Cuts a device's operations into pieces of which each makes one run. */
export function cutIntoRuns(ops: readonly string[]): string[][] {
  const runs: string[][] = []
  let characters = 0
  for (const op of ops) {
    const current = runs.at(-1)
    characters += op.length
    if (!current || current.length >= runLimit.ops || characters > runLimit.characters) {
      runs.push([op])
      characters = op.length
    } else current.push(op)
  }
  return runs
}

/** For whom a bundle is sealed: a device's own key, or the key of a trip. */
export const BundleTo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), device: z.uuid() }),
  z.object({ kind: z.literal('trip'), trip: z.uuid(), key: z.uuid() }),
])
export type BundleTo = z.infer<typeof BundleTo>

/** The part of a bundle that is not encrypted, but protected against changes. It names no person. */
export const BundleHeader = z.object({
  to: BundleTo,
  /** The sender's half of the key agreement, made for this bundle alone; for a trip random bytes. */
  salt: KeyText,
})
export type BundleHeader = z.infer<typeof BundleHeader>

/** What is inside, before compression and encryption. */
export const BundleContents = z.object({
  /** Exact text of a `BundleManifest`. */
  manifest: z.string().max(4000),
  /** By the sender's device over the manifest. */
  signature: z.string().regex(/^[\w-]{86}$/),
  runs: z.array(z.unknown()),
})
export type BundleContents = z.infer<typeof BundleContents>

/** Who wrote the bundle, when and for whom. Bound to this bundle's header and runs, so that no part can be exchanged. */
export const BundleManifest = z.object({
  id: z.uuid(),
  sender: z.uuid(),
  senderUser: z.uuid(),
  senderName: z.string().max(100),
  writtenAt: z.iso.datetime(),
  /** Digests of the header's text, and of the ends of the runs' chains in their order, joined by commas. */
  header: Digest,
  runs: Digest,
})
export type BundleManifest = z.infer<typeof BundleManifest>

/** The text that a sender signs for its manifest. */
export const signedManifest = (manifest: string): string => `outpost bundle ${bundleFormat}\n${manifest}`
