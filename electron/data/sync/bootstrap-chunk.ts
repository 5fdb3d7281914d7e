import { sql } from 'kysely'
import { AppError } from '#shared/contract/errors.ts'
import { type ClocksInTwo, parseClocks, unpackState, wholeClocks } from '#shared/sync/clocks.ts'
import { type Hlc, laterHlc } from '#shared/sync/hlc.ts'
import { greatestStamp } from '#shared/sync/merge.ts'
import { deletedField, type Json } from '#shared/sync/op.ts'
import { WireRecord } from '#shared/sync/protocol.ts'
import { type ChunkRecord, type Shape, shortClocks } from '#shared/sync/snapshot.ts'
import type { Writer } from '../database/schema.ts'
import { basesAmong, clocksAmong, enterScopeAll } from '../queries/bootstrap.ts'
import { setChangeAside } from '../queries/sync.ts'
import { anyMerged, settleRowsOf } from '../record/merged-records.ts'
import { type FreshRecord, plainness, writeFresh } from '../record/write-fresh.ts'
import { rewriteRecord } from '../record/write-state.ts'
import { noteUnindexed } from '../search/backlog.ts'
import type { Stretch } from '../search/backlog-stretches.ts'
import { noteTakenBack } from './bootstrap-state.ts'
import { offerWhatWasTakenBack } from './doubt.ts'
import { adds } from './kept-state.ts'
import { confirmState, enter, otherScopes, putBack, replaceConfirmed, takeInHand } from './record-in-hand.ts'

export interface ChunkUse {
  /** ISO instant for the history. */
  readonly at: string
  readonly replace: false | Replacing
}

/** The server's state takes the place of what it had confirmed before. */
export interface Replacing {
  /** Whether what people wrote beyond it stays in sight. */
  readonly keeps: boolean
  /** ISO instant, by the server's clock. */
  readonly serverAt: string
}

export interface ChunkOutcome {
  readonly records: number
  readonly setAside: number
  /** The greatest stamp in the chunk. */
  readonly observed: Hlc | null
}

/** A record of a chunk, made ready for the store. */
interface Arrived {
  readonly table: string
  readonly id: string
  /** Text of its packed clocks. */
  readonly clocks: () => string
  readonly values: () => Readonly<Record<string, Json>>
  /** How it is written when this device holds nothing of it; null when only its merge state can tell. */
  readonly fresh: {
    readonly shape: string
    readonly fields: readonly string[]
    readonly record: FreshRecord
  } | null
}

/** Records worked on at once: what was made of them is forgotten before the next ones are read. */
const recordsAtOnce = 512

/**
 * Stores the records of one chunk inside the caller's transaction. What is new here is written in bulk; what is
 * here already with the same stamps only enters the scope; anything else is merged one by one. A record that cannot
 * be stored is set aside and stops nothing.
 * @param replace puts the server's state in the place of what was confirmed before, instead of merging the two
 */
export async function storeChunk(
  tx: Writer,
  chunk: { readonly scope: string; readonly index: number; readonly records: Iterable<ChunkRecord> },
  how: ChunkUse,
): Promise<ChunkOutcome> {
  const { scope, index } = chunk
  let observed: Hlc | null = null
  let setAside = 0
  let stored = 0
  const putAside = async (place: number, raw: unknown, error: unknown) => {
    setAside += 1
    const problem = error instanceof Error ? error.message : String(error)
    // Places in a snapshot are told from those in the feed by their sign.
    const seq = -(index * 1_000_000 + place + 1)
    await setChangeAside(tx, { scope, seq, change: JSON.stringify(raw), problem, at: how.at })
  }
  const unindexed = new Map<string, Stretch>()
  let place = 0
  let some: Placed[] = []
  const storeThese = async () => {
    const outcome = await storeSome(tx, scope, some, how, putAside)
    observed = laterHlc(observed, outcome.observed)
    for (const stretch of outcome.unindexed) {
      const known = unindexed.get(stretch.table)
      unindexed.set(stretch.table, known ? joined(known, stretch) : stretch)
    }
    stored += some.length
    some = []
  }
  for (const raw of chunk.records) {
    try {
      some.push({ place, raw, record: raw.kind === 'short' ? fromShort(raw) : fromWhole(raw.record) })
    } catch (error) {
      await putAside(place, raw, error)
    }
    place += 1
    if (some.length === recordsAtOnce) await storeThese()
  }
  await storeThese()
  if (unindexed.size > 0 && (await anyMerged(tx)))
    for (const table of unindexed.keys()) await settleRowsOf(tx, table, rewriteRecord)
  await noteUnindexed(tx, [...unindexed.values()])
  return { records: stored - setAside, setAside, observed }
}

/** A record with its place in the chunk. */
interface Placed {
  readonly place: number
  readonly raw: ChunkRecord
  readonly record: Arrived
}

async function storeSome(
  tx: Writer,
  scope: string,
  arrived: readonly Placed[],
  { at, replace }: ChunkUse,
  putAside: (place: number, raw: unknown, error: unknown) => Promise<void>,
): Promise<{ readonly observed: Hlc | null; readonly unindexed: readonly Stretch[] }> {
  let observed: Hlc | null = null
  const held = await heldAmong(
    tx,
    arrived.map(({ record }) => record),
  )
  const groups = new Map<string, { table: string; fields: readonly string[]; records: FreshRecord[] }>()
  const same: Arrived[] = []
  for (const { place, raw, record } of arrived) {
    const known = held.size === 0 ? undefined : held.get(keyOf(record))
    if (!known && record.fresh) {
      const { shape, fields, record: fresh } = record.fresh
      const group = groups.get(shape) ?? { table: record.table, fields, records: [] }
      if (group.records.length === 0) groups.set(shape, group)
      group.records.push(fresh)
      observed = laterHlc(observed, fresh.lastHlc)
    } else if (known && !known.waits && known.clocks === record.clocks()) {
      same.push(record)
    } else {
      try {
        observed = laterHlc(observed, await storeAlone(tx, scope, record, at, replace))
      } catch (error) {
        // A store that fails is no fault of the record.
        if (error instanceof AppError) throw error
        await sql`rollback to chunk_record`.execute(tx)
        await sql`release chunk_record`.execute(tx)
        await putAside(place, raw, error)
      }
    }
  }
  for (const group of groups.values()) await writeFresh(tx, scope, group)
  await enterScopeAll(tx, scope, same)
  return { observed, unindexed: [...groups.values()].map(stretchOf) }
}

const keyOf = ({ table, id }: { readonly table: string; readonly id: string }) => `${table}/${id}`

function joined(one: Stretch, other: Stretch): Stretch {
  return {
    table: one.table,
    from: one.from < other.from ? one.from : other.from,
    to: one.to > other.to ? one.to : other.to,
  }
}

function stretchOf({ table, records }: { table: string; records: readonly FreshRecord[] }): Stretch {
  return { table, from: records[0]?.id ?? '', to: records.at(-1)?.id ?? '' }
}

/** What the device holds of the records: their stamps, and whether work on them waits. */
async function heldAmong(tx: Writer, records: readonly Arrived[]) {
  const idsOf = new Map<string, string[]>()
  for (const { table, id } of records) {
    const ids = idsOf.get(table) ?? []
    if (ids.length === 0) idsOf.set(table, ids)
    ids.push(id)
  }
  const held = new Map<string, { clocks: string; waits: boolean }>()
  for (const [table, ids] of idsOf) {
    for (const { id, clocks } of await clocksAmong(tx, table, ids))
      held.set(keyOf({ table, id }), { clocks, waits: false })
    if (held.size === 0) continue
    for (const id of await basesAmong(tx, table, ids)) {
      const key = keyOf({ table, id })
      held.set(key, { clocks: held.get(key)?.clocks ?? '', waits: true })
    }
  }
  return held
}

/** What is made once for all the records of a shape. */
interface ShapePlan {
  readonly name: string
  readonly clocksOf: ReturnType<typeof shortClocks>
  readonly places: ReadonlyMap<string, number>
  readonly setPlaces: readonly number[]
  readonly isPlain: ReturnType<typeof plainness>
}

const plans = new WeakMap<Shape, ShapePlan>()

function planOf(shape: Shape): ShapePlan {
  const known = plans.get(shape)
  if (known) return known
  const places = new Map(shape.fields.map((field, at) => [field, at]))
  const plan = {
    name: `${shape.table} ${shape.fields.join(' ')}`,
    clocksOf: shortClocks(shape),
    places,
    setPlaces: shape.sets.map((field) => places.get(field) ?? -1),
    isPlain: plainness(shape.table, shape.fields),
  }
  plans.set(shape, plan)
  return plan
}

function fromShort({ shape, line }: Extract<ChunkRecord, { kind: 'short' }>): Arrived {
  const { table, fields } = shape
  const [, id, hlc, by, ...values] = line
  const { name, clocksOf, places, setPlaces, isPlain } = planOf(shape)
  const clocks: ClocksInTwo = clocksOf(hlc, by, (field) => {
    const value = values[places.get(field) ?? -1]
    return Array.isArray(value) && value.length === 0
  })
  const plain = setPlaces.every((at) => Array.isArray(values[at])) && isPlain(values)
  return {
    table,
    id,
    clocks: () => wholeClocks(clocks),
    values: () => Object.fromEntries(fields.map((field, at) => [field, values[at] ?? null])),
    fresh: plain ? { shape: name, fields, record: { id, values, clocks, lastHlc: hlc, lastBy: by } } : null,
  }
}

/** @throws ZodError when it is no record. */
function fromWhole(raw: unknown): Arrived {
  const { table, id, values, clocks } = WireRecord.parse(raw)
  const text = JSON.stringify(clocks)
  return { table, id, values: () => values, clocks: () => text, fresh: freshOf(table, id, values, text) }
}

/** @throws ZodError when the clocks are none. */
function freshOf(table: string, id: string, values: Record<string, Json>, clocks: string): Arrived['fresh'] {
  const { s, f, d } = parseClocks(clocks)
  const fields = Object.keys(f).sort()
  if (d !== undefined || fields.includes(deletedField)) return null
  let last: readonly [hlc: string, by: string] | undefined
  for (const field of fields) {
    const entry = f[field] ?? -1
    const [winner, losers] = typeof entry === 'number' ? [entry, []] : entry
    const [hlc, by] = s[winner] ?? []
    if (hlc === undefined || by === undefined || losers.length > 0 || !Object.hasOwn(values, field))
      return null
    if (!last || hlc > last[0]) last = [hlc, by]
  }
  const list = fields.map((field) => values[field] ?? null)
  if (!last || fields.length !== Object.keys(values).length || !plainness(table, fields)(list)) return null
  const [lastHlc, lastBy] = last
  return {
    shape: `${table} ${fields.join(' ')}`,
    fields,
    record: { id, values: list, clocks, lastHlc, lastBy },
  }
}

async function storeAlone(
  tx: Writer,
  scope: string,
  { table, id, values, clocks }: Arrived,
  at: string,
  replace: ChunkUse['replace'],
): Promise<Hlc | null> {
  await sql`savepoint chunk_record`.execute(tx)
  const record = await takeInHand(tx, { table, id })
  const state = unpackState(parseClocks(clocks()), values())
  await enter(tx, record, scope)
  if (replace) {
    if (adds(state, record.confirmed)) {
      const others = otherScopes(record, scope)
      if (others.length > 0) await noteTakenBack(tx, scope, record.key, others)
      await offerWhatWasTakenBack(tx, replace.serverAt)
    }
    replaceConfirmed(record, state, replace.keeps)
  } else confirmState(record, state)
  await putBack(tx, record, at)
  await sql`release chunk_record`.execute(tx)
  return greatestStamp(record.confirmed)
}
