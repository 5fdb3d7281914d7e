import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { command, query, returns } from './call.ts'
import type { ErrorCode } from './errors.ts'
import type { WrittenFile } from './reports.ts'

/** For whom a bundle is: one laptop of a teammate, or everybody who holds the trip's key. */
export const BundleReceiver = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), device: z.uuid() }),
  z.object({ kind: z.literal('trip'), tripId: RecordId }),
])
export type BundleReceiver = z.infer<typeof BundleReceiver>

/** A teammate's laptop whose keys this one knows. */
export interface ExchangePeer {
  readonly device: string
  readonly deviceName: string
  readonly userId: string
  readonly userName: string | null
  /** When work was last taken over from it; ISO instant, null when never. */
  readonly lastReceivedAt: string | null
}

/** A trip for whose members a bundle can be written: its key has reached this laptop. */
export interface ExchangeTrip {
  readonly tripId: string
  readonly title: string
  readonly startOn: string
  readonly endOn: string
}

export interface ExchangePeers {
  /** False until this laptop signed in and synced once: without its keys it can neither write nor read bundles. */
  readonly ready: boolean
  readonly devices: readonly ExchangePeer[]
  /** The present and the latest trips first. */
  readonly trips: readonly ExchangeTrip[]
}

/** What a bundle holds, counted. */
export interface BundleCounts {
  /** Changes (one action on one record each). */
  readonly operations: number
  /** Changed records by their table, the greatest number first. */
  readonly records: readonly { readonly table: string; readonly count: number }[]
  /** Operations of `operations` that were not on the server when the bundle was written. */
  readonly notOnServer: number
}

/** One author's part of a bundle that was read. */
export interface BundlePart extends BundleCounts {
  readonly device: string
  readonly deviceName: string | null
  readonly userName: string | null
  /** First and last change, ISO instants. */
  readonly from: string
  readonly to: string
  /** Of `operations`: those that this laptop has not had yet. */
  readonly fresh: number
  /**
   * `good`: comes from that laptop, unchanged. `unknown-device`: this laptop has not heard of it yet; the changes are
   * kept and taken over once it has. `revoked`: the laptop was barred; kept for the server to decide.
   */
  readonly trust: 'good' | 'unknown-device' | 'revoked'
}

export interface BundlePreview {
  readonly bundleId: string
  /** When it was written by the sender's clock, ISO instant. */
  readonly writtenAt: string
  readonly senderDevice: string
  readonly senderDeviceName: string | null
  readonly senderUserName: string | null
  /** False when the sender's keys are not known here: its name cannot be vouched for. */
  readonly senderKnown: boolean
  readonly to: BundleReceiver
  readonly parts: readonly BundlePart[]
  /** Of all parts: changes that this laptop has not had yet. 0: reading it changes nothing. */
  readonly fresh: number
  /** When this very bundle was read before, ISO instant. */
  readonly readBefore: string | null
}

export interface BundleOutcome {
  /** Changes that were taken over. */
  readonly applied: number
  /** Changes that were here already. */
  readonly known: number
  /** Changes kept aside: of unknown or barred laptops. */
  readonly keptAside: number
  /** Conflicts that it brought about. */
  readonly conflicts: number
}

/** Somebody else's work that this laptop carries to the server. */
export interface CarriedPart {
  readonly device: string
  readonly deviceName: string | null
  readonly userName: string | null
  readonly operations: number
  readonly receivedAt: string
  /** `waiting` for a network, or kept aside (see `BundlePart.trust`). */
  readonly state: 'waiting' | 'unknown-device' | 'revoked'
}

export interface NetworkAddress {
  /** Name of the interface as the system calls it. */
  readonly name: string
  readonly address: string
}

/** A laptop on the same network that waits for another one. Anybody can claim any name: the digits tell who it is. */
export interface NearbyLaptop {
  readonly name: string
  readonly address: string
  readonly port: number
}

/**
 * The direct exchange between two laptops, step by step:
 * `idle` -> `listening` | `connecting` -> `comparing` (both people compare the code) -> `waiting` (this one has
 * agreed, the other not yet) -> `exchanging` -> `arrived` (to be looked at and taken over) -> `done`. `failed` and
 * `done` stay until the next `listen`, `connect` or `stop`.
 */
export type ExchangeState =
  | { readonly step: 'idle' }
  | { readonly step: 'listening'; readonly address: string; readonly port: number }
  | { readonly step: 'connecting'; readonly address: string; readonly port: number }
  /** Six digits, the same on both screens unless somebody sits between them. */
  | { readonly step: 'comparing' | 'waiting'; readonly code: string }
  | {
      readonly step: 'exchanging'
      readonly peerDeviceName: string
      readonly peerUserName: string | null
      /** Bytes so far and in all, both ways together; `total` grows when the other one announces its part. */
      readonly done: number
      readonly total: number
    }
  | { readonly step: 'arrived'; readonly preview: BundlePreview }
  | { readonly step: 'done'; readonly outcome: BundleOutcome }
  /** Nothing was taken over. `code` is a key of the `errors` texts. */
  | { readonly step: 'failed'; readonly code: ErrorCode }

export const exchangeContract = {
  /** With whom this laptop can exchange, by file. */
  'exchange.peers': query(z.object({}), returns<ExchangePeers>()),
  /** What a bundle for a receiver would hold. */
  'exchange.offer': query(z.object({ to: BundleReceiver }), returns<BundleCounts & { fileName: string }>()),
  /** Writes a bundle into a file that the user chose for writing. */
  'exchange.writeBundle': command(
    z.object({ to: BundleReceiver, fileToken: z.string() }),
    returns<WrittenFile & BundleCounts>(),
  ),
  /** Verifies a bundle and says what is in it. Changes nothing. */
  'exchange.previewBundle': query(z.object({ fileToken: z.string() }), returns<BundlePreview>()),
  /** Takes a bundle over. A second time it changes nothing. */
  'exchange.readBundle': command(z.object({ fileToken: z.string() }), returns<BundleOutcome>()),
  /** Others' work on this laptop that is not on the server yet. */
  'exchange.carried': query(z.object({}), returns<readonly CarriedPart[]>()),

  /** Addresses of this laptop at which another one on the same network could reach it. */
  'exchange.addresses': query(z.object({}), returns<readonly NetworkAddress[]>()),
  /** Laptops that wait on the same network now. To be asked again every few seconds while the list is looked at. */
  'exchange.nearby': query(z.object({}), returns<readonly NearbyLaptop[]>()),
  /** Waits at an address for one other laptop, at most five minutes. Both `address` and `port` are shown to it. */
  'exchange.listen': command(
    z.object({ address: z.string().max(64), port: z.number().int().min(0).max(65535).default(0) }),
    returns<ExchangeState>(),
  ),
  /** Calls the laptop that listens there. */
  'exchange.connect': command(
    z.object({ address: z.string().trim().min(1).max(64), port: z.number().int().min(1).max(65535) }),
    returns<ExchangeState>(),
  ),
  /** The two people compared the codes. `same: false` ends the exchange before anything was sent. */
  'exchange.confirmCode': command(z.object({ same: z.boolean() }), returns<ExchangeState>()),
  /** Takes over what arrived directly (step `arrived`). */
  'exchange.takeOver': command(z.object({}), returns<BundleOutcome>()),
  /** Ends whatever is under way. What was not taken over is forgotten here; the sender still has it. */
  'exchange.stop': command(z.object({}), returns<ExchangeState>()),
  /** Where the direct exchange stands; every change also arrives as a host event `exchange`. */
  'exchange.state': query(z.object({}), returns<ExchangeState>()),
}
