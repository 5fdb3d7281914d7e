import type { Generated, Kysely, Transaction } from 'kysely'
import type { z } from 'zod'
import type { entities, TableName } from '#shared/domain/entities.ts'

type RecordOf<T extends TableName> = z.output<(typeof entities)[T]['record']>

/** Columns that the device adds to a record: who touched it last, and when (UTC instant). */
interface LastTouch {
  updatedBy: string | null
  updatedAt: string | null
}

/** Columns that only this device computes; see `record/local-columns.ts`. */
interface LocalColumns {
  enterprises: {
    nameNorm: string | null
    pinyin: string | null
    initials: string | null
    /** Of its visits, kept by triggers (migration 12). */
    lastVisitOn: string | null
    visitCount: number
  }
  contacts: { pinyin: string | null; initials: string | null }
}

/**
 * The living records, one typed table an entity. Fields a record lacks read as their declared default; where an
 * older or newer version wrote the record, a required text may still be null: parse where that matters.
 */
export type EntityTables = {
  [T in TableName]: RecordOf<T> & LastTouch & (T extends keyof LocalColumns ? LocalColumns[T] : unknown)
}

interface OfRecord {
  tableName: string
  recordId: string
}

export type Life = 'alive' | 'deleted' | 'edited-while-deleted'

/** Tables beside the records. Columns that hold JSON are text here: whoever reads them parses them. */
export interface Bookkeeping {
  meta: { key: string; value: string }
  /** Read `clocks` by `clocksText` alone. */
  recordClocks: OfRecord & { clocks: string; extra: string | null; life: Life }
  clockShapes: { id: Generated<number>; rest: string }
  graveyard: OfRecord & { valuesJson: string }
  unknownRecords: OfRecord & { valuesJson: string }
  base: OfRecord & { state: string }
  outbox: OfRecord & { localSeq: number; opId: string; op: string; createdAt: string }
  ackedJournal: { opId: string; localSeq: number; op: string; result: string; ackedAt: string }
  quarantine: OfRecord & { opId: string; op: string; reason: string; detail: string | null; at: string }
  fieldHistory: OfRecord & {
    id: Generated<number>
    field: string
    lostValue: string
    lostHlc: string
    lostBy: string
    keptValue: string
    keptHlc: string
    keptBy: string
    noticedAt: string
  }
  conflicts: OfRecord & { field: string; writes: string; since: string }
  cursors: { scope: string; seq: number; head: number }
  membership: OfRecord & { scope: string }
  groupOps: OfRecord & { groupId: string; place: number; opId: string; hlc: string; inverse: string }
  importBatches: {
    id: string
    kind: string
    fileName: string
    at: string
    author: string
    state: string
    groupsJson: string
    counts: string
    undoes: string | null
    holdFrom: number | null
  }
  bulkEdits: {
    groupId: string
    at: string
    author: string
    changed: number
    edited: string
    undoneAt: string | null
  }
  importMappings: { fingerprint: string; mapping: string; usedAt: string }
  heldChanges: { scope: string; seq: number; changes: string; openGroups: string }
  setAside: { scope: string; seq: number; change: string; problem: string; at: string }
  carriedRuns: {
    run: string
    device: string
    author: string
    onServer: number
    state: string
    operations: number
    body: string
    sender: string
    receivedAt: string
  }
  carriedOps: OfRecord & { opId: string; run: string; op: string; onServer: number; shown: number }
  bundlesRead: { id: string; sender: string; readAt: string }
  replacedStamps: { oldHlc: string; newHlc: string }
  bootstrapChunks: { scope: string; position: number; last: string; body: string }
  drafts: { key: string; body: string; updatedAt: string }
  noteTexts: { noteId: string; plain: string; edits: number }
  noteStale: { noteId: string }
  noteJournal: {
    place: Generated<number>
    noteId: string
    generation: string | null
    content: string
    draft: string | null
    at: string
  }
  syncLog: {
    id: Generated<number>
    kind: string
    at: string
    lastAt: string
    times: number
    count: number
    failed: number
    scope: string | null
    code: string | null
  }
  handedOver: { opId: string; receiver: string; at: string }
  freshness: { userId: string; syncedThrough: string | null; asOf: string }
  departed: OfRecord & { state: string; since: string }
  keptCopies: OfRecord & { state: string; since: string }
  heldOps: { opId: string; since: string }
  unplaced: OfRecord & { place: Generated<number> }
  localFiles: { sha256: string; size: number; storedAt: string; unusedSince: string | null }
  fileUploads: {
    attachmentId: string
    sha256: string
    size: number
    state: 'waiting' | 'safe' | 'refused'
    url: string | null
    sent: number
    reason: string | null
    at: string
  }
  fileDownloads: {
    attachmentId: string
    sha256: string
    size: number
    askedBy: 'person' | 'trip'
    received: number
    reason: string | null
    at: string
  }
  keptTrips: { tripId: string; since: string }
  photosTaken: { mark: string; at: string }
  recordings: {
    id: string
    ownerTable: string
    ownerId: string
    enterpriseId: string | null
    tripId: string | null
    confidentiality: 'internal' | 'shareable'
    name: string
    startedAt: string
    durationMs: number
    size: number
    pieces: number
  }
  recordingPieces: { recordingId: string; number: number; sound: Uint8Array }
  waveforms: { sha256: string; peaks: Uint8Array }
  searchDocs: OfRecord & { rowid: number; digest: number }
  searchIndex: { rowid: number; words: string }
  enterpriseLinks: { linkId: string; enterpriseId: string; kind: 1 | 2 | 3; lastVisitOn: string | null }
  visitPeople: { personId: string; visitId: string }
  mergedRecords: OfRecord & { intoId: string; standsId: string | null }
  duplicateQueue: OfRecord
  duplicateKeys: { key: number; recordId: string }
  duplicatePairs: { tableName: string; leftId: string; rightId: string; reason: string; strength: number }
}

export type Schema = EntityTables & Bookkeeping

/** Reads the store. Every `Writer` is one too, so a query function serves both. */
export type Reader = Pick<
  Kysely<Schema>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn' | 'case' | 'dynamic'
>

/** Reads and writes inside one transaction. */
export type Writer = Transaction<Schema>
