import { z } from 'zod'
import type { RecordHome } from '../domain/record-homes.ts'
import { command, query, returns } from './call.ts'

/** What the safety pill says. */
export interface SyncStatus {
  readonly phase: 'signed-out' | 'idle' | 'uploading' | 'downloading' | 'offline' | 'stopped'
  /** Operations only on this device. */
  readonly waiting: number
  /** Of the present upload: acknowledged and in all. */
  readonly progress: { readonly done: number; readonly total: number } | null
  readonly refused: number
  readonly conflicts: number
  /** When the server last answered everything; ISO instant. */
  readonly lastSyncedAt: string | null
  /** Key of the `errors` texts when the last attempt failed. */
  readonly problem: string | null
  /** Seconds by which this device's clock is off the server's, known after the first contact. */
  readonly clockOffsetSeconds: number | null
  /**
   * Nothing may be written only because this device's clock says that the server was not heard for too long: what it
   * shows, and when the server was last heard by its own clock; ISO instants. Setting the clock right ends that.
   */
  readonly leaseByClock?: { readonly clock: string; readonly heardAt: string } | null
  /** A library that is being received for the first time: records so far and in all. The rest can be used. */
  readonly receiving?: { readonly done: number; readonly total: number | null } | null
  readonly files?: UnsentFiles
}

/** Files that are not on the server: how many are only here, how many it refused, and how far those on their way are. */
export interface UnsentFiles {
  readonly waiting: number
  readonly refused: number
  readonly bytes: number
  readonly percent: number | null
}

/**
 * What a change waits for with which a server that was set back asked to wait. Until then it is among what is only
 * here; after that it stands among what was sent back.
 */
export interface Awaited {
  /** `record`: the server does not have the record; `right`: nor what gives this user the right to change it. */
  readonly lacks: 'record' | 'right'
  /** Who made a record that the server lacks, where that is known. */
  readonly author: string | null
  /** ISO instants: since when, and until when at the latest. */
  readonly since: string
  readonly until: string
}

/** Details of a refusal that this device itself made: the user ended the wait, or it lasted as long as it may. */
export const waitEnded = 'wait-ended'
export const waitOver = 'wait-over'

/** One operation that is not, or not simply, on the server. */
export interface PendingChange {
  readonly opId: string
  readonly table: string
  readonly recordId: string
  /** Name by which a person knows the record. */
  readonly title: string
  /** Where the record is seen on this device; null where nothing here shows it. */
  readonly home: RecordHome | null
  readonly kind: string
  readonly fields: readonly string[]
  readonly at: string
  /** For refused ones: the reason, a key of the `sync` texts. */
  readonly reason: string | null
  readonly detail: string | null
  /** For waiting ones: a teammate who has it too and brings it to the server as well. */
  readonly handedTo?: { readonly receiver: string; readonly at: string } | null
  /** For waiting ones that a server which was set back cannot take yet. */
  readonly awaits?: Awaited | null
}

export interface ConflictRow {
  readonly table: string
  readonly recordId: string
  readonly title: string
  readonly home: RecordHome | null
  readonly field: string
  readonly values: readonly {
    readonly value: unknown
    readonly authorName: string | null
    /** Whether this user wrote it. */
    readonly own: boolean
    readonly at: string
    readonly hlc: string
  }[]
}

/** What a line of the sync log tells of. Open: a newer version may write others. */
export const syncLogKinds = [
  'uploaded',
  'downloaded',
  'failed',
  'server-restored',
  'offered-again',
  'new-incarnation',
  'scope-left',
  'scope-read-again',
  'checksum-mismatch',
  'purged',
  'purge-held',
  'lease-ended',
  'copies-kept',
  'signed-in',
] as const
export type SyncLogKind = (typeof syncLogKinds)[number]

/** One line of the readable log. Equal failures in a row are one line that counts. */
export interface SyncLogEntry {
  readonly id: number
  readonly kind: string
  /** ISO instants: the first and the last time of this line. */
  readonly at: string
  readonly lastAt: string
  readonly times: number
  /** How many records or changes, of which refused or set aside. */
  readonly count: number
  readonly failed: number
  /** `unit:<id>`, `trip:<id>`, ...: what part of the data, where it is about one. */
  readonly scope: string | null
  /** Name of that unit or trip, where this device knows it. */
  readonly scopeName: string | null
  /** Key of the `errors` texts for a failure. */
  readonly code: string | null
}

/** What the server attests about this device; `signature` is Ed25519 over `text`, the JSON that says all of it. */
export interface ServerAttestation {
  readonly at: string
  readonly accepted: number
  readonly quarantined: number
  readonly lastLocalSeq: number
  readonly digest: string
  readonly text: string
  readonly signature: string
  /** Whether the signature is of the key this device has known since its sign-in; null when it knows none. */
  readonly verified: boolean | null
}

/** "May I hand over this laptop?": the data of the clearance sheet. */
export interface Clearance {
  readonly clear: boolean
  /** What stands in the way, worst first; empty when `clear`. */
  readonly obstacles: readonly (
    | 'waiting'
    | 'carried'
    | 'kept'
    | 'refused'
    | 'conflicts'
    | 'drafts'
    | 'files'
    | 'server-unreachable'
    | 'server-differs'
    | 'checksum'
  )[]
  readonly checkedAt: string
  readonly deviceId: string
  readonly deviceName: string
  readonly userName: string
  readonly unitName: string | null
  readonly organisation: string
  readonly serverUrl: string
  /** Living records on this device by table, and how many of them this user made. */
  readonly tables: readonly { readonly table: string; readonly count: number; readonly own: number }[]
  readonly waiting: number
  /** Operations of colleagues that lie here to be brought to the server. */
  readonly carried: number
  /** Colleagues' records that a server which was set back lacks: by whom, and how many. Perhaps only this device has them. */
  readonly kept: readonly { readonly author: string | null; readonly count: number }[]
  readonly refused: number
  readonly conflicts: number
  readonly drafts: number
  /** Files whose bytes the server does not have. */
  readonly files: number
  /** Operations of this device that the server took within `since`, and the SHA-256 over their sorted ids. */
  readonly handedIn: number
  readonly digest: string
  readonly since: string
  /** Parts of the data whose checksum was compared, and those that differ. */
  readonly scopes: { readonly compared: number; readonly differing: readonly string[] }
  readonly server: ServerAttestation | null
  /** Key of the `errors` texts when the server could not be asked. */
  readonly problem: string | null
}

/** Up to when each person's devices had handed everything in, as the server last said. */
export interface DataFreshness {
  /** When the server said so; null when it never did. */
  readonly asOf: string | null
  readonly members: readonly {
    readonly userId: string
    readonly name: string
    /** ISO instant; null when nothing is known of any device of theirs. */
    readonly syncedThrough: string | null
  }[]
  readonly people: number
  /** People whose work is in up to `asked`, or up to `asOf` less an hour when nothing was asked. */
  readonly peopleSynced: number
}

/** Whether the connection costs money. `auto` counts as not, since no system says so reliably. */
export const meteredChoices = ['auto', 'yes', 'no'] as const
export type MeteredChoice = (typeof meteredChoices)[number]

/** Large parts of the data that wait because the connection costs money. */
export interface ArchiveOffer {
  /** About so many bytes in all; null where the server does not say. */
  readonly bytes: number | null
  /** Names of the units and trips, where this device knows them. */
  readonly names: readonly string[]
  readonly parts: number
  /** `open`: not decided; `later`: they come by themselves once the connection is free; `now`: they are on their way. */
  readonly choice: 'open' | 'later' | 'now'
}

export const syncContract = {
  'sync.status': query(z.object({}), returns<SyncStatus>()),
  /** Starts a round now; answers when it is through. */
  'sync.now': command(z.object({}), returns<SyncStatus>()),
  'sync.waiting': query(z.object({}), returns<readonly PendingChange[]>()),
  'sync.refused': query(z.object({}), returns<readonly PendingChange[]>()),
  'sync.conflicts': query(z.object({}), returns<readonly ConflictRow[]>()),
  /** Settles a conflict with one of its values (named by its stamp) or with a value of one's own. */
  'sync.resolve': command(
    z.object({
      table: z.string(),
      recordId: z.uuid(),
      field: z.string(),
      choice: z.union([z.object({ hlc: z.string() }), z.object({ value: z.json() })]),
    }),
    returns<null>(),
  ),
  /** Waits no longer with changes that the server asked to wait with: they go among what was sent back. */
  'sync.endWait': command(z.object({ opIds: z.array(z.uuid()).min(1).max(500) }), returns<null>()),
  /** Sends a refused change again, for instance after a right was granted. */
  'sync.retry': command(z.object({ opId: z.uuid() }), returns<null>()),
  /** What happened between this device and the server, the newest first. */
  'sync.log': query(
    z.object({ before: z.number().int().optional(), limit: z.number().int().min(1).max(500).default(100) }),
    returns<readonly SyncLogEntry[]>(),
  ),
  /** Sends what waits, asks the server, and compares: may this device be handed over? */
  'sync.clearance': command(z.object({}), returns<Clearance>()),
  /** For the members of a trip, of a unit, or (neither given) of one's own unit. `asked`: an ISO instant. */
  'sync.freshness': query(
    z.object({ tripId: z.uuid().optional(), unitId: z.uuid().optional(), asked: z.string().optional() }),
    returns<DataFreshness>(),
  ),
  'sync.metered': query(z.object({}), returns<MeteredChoice>()),
  'sync.setMetered': command(z.object({ metered: z.enum(meteredChoices) }), returns<null>()),
  /** What was not loaded since the connection costs money; null when nothing waits. */
  'sync.archive': query(z.object({}), returns<ArchiveOffer | null>()),
  /** Loads it in spite of that, or leaves it until the connection is free. */
  'sync.chooseArchive': command(z.object({ choice: z.enum(['now', 'later']) }), returns<null>()),
}
