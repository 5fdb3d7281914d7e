import { createHmac, createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { engagedStatuses, engagementTexts } from '#shared/domain/engagements.ts'
import { schemaVersion } from '#shared/domain/entities.ts'
import { orgScope } from '#shared/domain/scopes.ts'
import { nextHlc } from '#shared/sync/hlc.ts'
import { applyOp, baseFor, greatestStamp, lifeOf, valuesOf, visibleStamps } from '#shared/sync/merge.ts'
import { deletedField, type FieldWrite, type Json, type Op } from '#shared/sync/op.ts'
import { serverIdentity } from '#shared/sync/server-identity.ts'
import { inPieces } from '../database/in-pieces.ts'
import type { Tx } from '../database/transaction.ts'
import type { Deciding } from './decide.ts'
import { namingOf } from './derived-scopes.ts'
import type { RecordChange } from './feed.ts'
import { mergedWith } from './merged-records.ts'
import { keyOf, lockRecords, readRecords, writeRecords } from './record-rows.ts'
import { type ServerRecord, serverRecord } from './server-record.ts'

/** How a push changed a record. `before` is undefined for one that is new. */
export interface Written {
  readonly before: ServerRecord | undefined
  readonly after: ServerRecord
}

/** Of each table whose records begin or end that a unit is talking with an enterprise: the fields that do. */
const telling: Readonly<Record<string, readonly string[]>> = {
  enterprises: ['name', 'uscc', 'status', 'unitId', 'mergedInto'],
  visits: ['enterpriseId'],
}

/**
 * Brings the list of who talks with whom up to date after records were written, and writes its entries: one for each
 * living enterprise that has a living visit or a status that says so, none for any other. An entry is found again by a
 * digest of the enterprise's id, so the list itself names no record. Looked at is only what a telling field was changed
 * of.
 * @returns how the entries changed
 */
export async function publishEngagements(
  tx: Tx,
  written: readonly Written[],
  deciding: Deciding,
): Promise<RecordChange[]> {
  const relevant = written.filter(isTelling)
  if (relevant.length === 0) return []
  const key = await organisationKey(tx)
  if (key === undefined) return []
  const named = namingOf(relevant.flatMap(({ before, after }) => (before ? [before, after] : [after])))
  const together = await mergedWith(tx, 'enterprises', named.enterprises)
  const enterprises = await asTheyAre(tx, [...new Set(named.enterprises.flatMap(together))], written)
  const doubtful = enterprises.filter((each) => mayBeEngaged(each) && !hasEngagedStatus(each))
  const visited = await visitedAmong(tx, [...new Set(doubtful.flatMap(({ id }) => together(id)))])
  const isEngaged = (enterprise: ServerRecord) =>
    mayBeEngaged(enterprise) &&
    (hasEngagedStatus(enterprise) || together(enterprise.id).some((id) => visited.has(id)))
  const places = enterprises
    .map((enterprise) => ({ enterprise, table: 'engagements', id: entryId(key, enterprise.id) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const changes: RecordChange[] = []
  await inPieces(places, async (piece) => {
    const known = new Map((await lockRecords(tx, piece)).map((record) => [keyOf(record), record]))
    const changed = piece.flatMap(({ table, id, enterprise }): RecordChange[] => {
      const before = known.get(keyOf({ table, id }))
      const fields = fieldsTo(before, isEngaged(enterprise) ? entryOf(enterprise, key) : null, deciding)
      return fields ? [changeOf(id, before, fields)] : []
    })
    changes.push(...changed)
    await writeRecords(
      tx,
      changed.map(({ after }) => after),
      known,
    )
  })
  return changes
}

function isTelling({ before, after }: Written): boolean {
  // A table may be named like what every object has.
  const fields = Object.hasOwn(telling, after.table) ? telling[after.table] : undefined
  if (!fields) return false
  if (!before || before.life !== after.life) return true
  return fields.some((name) => (before.values[name] ?? null) !== (after.values[name] ?? null))
}

/** These enterprises after the push, of which it wrote some. Those that are not known are left out. */
async function asTheyAre(
  tx: Tx,
  ids: readonly string[],
  written: readonly Written[],
): Promise<ServerRecord[]> {
  const here = new Map(
    written.flatMap(({ after }) => (after.table === 'enterprises' ? [[after.id, after] as const] : [])),
  )
  const others = await readRecords(
    tx,
    ids.filter((id) => !here.has(id)).map((id) => ({ table: 'enterprises', id })),
  )
  const found = new Map([...here, ...others.map((record) => [record.id, record] as const)])
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** What devices know as well, and nobody else: they got it when they signed in. Read as a key once for many digests. */
async function organisationKey(tx: Tx): Promise<KeyObject | undefined> {
  const row = await tx.selectFrom('server_key').select('public_key').executeTakeFirst()
  return row && createSecretKey(Buffer.from(row.public_key))
}

const digest = (key: KeyObject, text: string) =>
  createHmac('sha256', key).update(text).digest('hex').slice(0, 32)

/** A UUID (version 8) of the entry that an enterprise has. */
function entryId(key: KeyObject, enterpriseId: string): string {
  const hex = digest(key, `id:${enterpriseId}`)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

async function visitedAmong(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select distinct data->>'enterpriseId' as id from records
    where table_name = 'visits' and life <> 'deleted' and data->>'enterpriseId' = any(${ids}::text[])`.execute(
    tx,
  )
  return new Set(rows.map(({ id }) => id))
}

const mayBeEngaged = ({ life, values }: ServerRecord) =>
  life !== 'deleted' && typeof values.mergedInto !== 'string'

const hasEngagedStatus = ({ values }: ServerRecord) =>
  engagedStatuses.some((status) => status === values.status)

const entryFields = ['unitId', 'usccKey', 'nameKey'] as const
type EntryValues = Readonly<Record<(typeof entryFields)[number], Json>>

function entryOf({ values }: ServerRecord, key: KeyObject): EntryValues | null {
  const { name, uscc, unitId } = values
  if (typeof unitId !== 'string') return null
  const texts = engagementTexts(typeof name === 'string' ? name : '', typeof uscc === 'string' ? uscc : null)
  return {
    unitId,
    usccKey: texts.uscc === null ? null : digest(key, texts.uscc),
    nameKey: texts.name === null ? null : digest(key, texts.name),
  }
}

const nodeDigits = 16

function monthOf(ms: number): number {
  const day = new Date(ms)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth())
}

/** The writes that make an entry what it should be; null when it is that already. */
function fieldsTo(
  before: ServerRecord | undefined,
  wanted: EntryValues | null,
  { stamps, nowMs }: Deciding,
): Record<string, FieldWrite> | null {
  const state = before?.state ?? {}
  const lives = before !== undefined && before.life !== 'deleted'
  // Since when, or until when, is nobody's to know: the stamps tell the month and no more.
  const next = () => nextHlc(greatestStamp(state), monthOf(nowMs), stamps.next(nowMs).slice(-nodeDigits))
  const fields: Record<string, FieldWrite> = {}
  const write = (name: string, v: Json, hlc: string) => {
    fields[name] = { v: v as FieldWrite['v'], hlc, base: baseFor(state, name, false) }
  }
  if (!wanted) {
    if (!lives) return null
    const hlc = next()
    // What is left of it on a device tells no more with whom a unit was talking.
    for (const name of ['usccKey', 'nameKey']) write(name, null, hlc)
    write(deletedField, { covers: [...visibleStamps(state), hlc] }, hlc)
    return fields
  }
  const differing = before
    ? entryFields.filter((name) => (before.values[name] ?? null) !== wanted[name])
    : entryFields
  if (lives && differing.length === 0) return null
  const hlc = next()
  if (!before) {
    write('createdBy', serverIdentity, hlc)
    write('createdAt', new Date(monthOf(nowMs)).toISOString(), hlc)
    write('origin', 'server', hlc)
    write('importBatchId', null, hlc)
  }
  for (const name of differing) write(name, wanted[name], hlc)
  if (before && !lives) write(deletedField, null, hlc)
  return fields
}

function changeOf(
  id: string,
  before: ServerRecord | undefined,
  fields: Record<string, FieldWrite>,
): RecordChange {
  const op: Op = {
    opId: randomUUID(),
    device: serverIdentity,
    incarnation: serverIdentity,
    localSeq: 1,
    table: 'engagements',
    id,
    kind: 'decision',
    fields,
    schemaVersion,
    author: serverIdentity,
  }
  const { state } = applyOp(before?.state ?? {}, op)
  const after = serverRecord({
    table: 'engagements',
    id,
    state,
    values: valuesOf(state),
    life: lifeOf(state),
    scopes: [orgScope],
  })
  return { before, after, ops: [op] }
}
