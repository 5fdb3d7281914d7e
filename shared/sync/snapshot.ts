import { z } from 'zod'
import type { ClocksInTwo } from './clocks.ts'
import { deletedField, type Json } from './op.ts'

/** Most bytes of one chunk before compression; a record larger than that comes alone. */
export const chunkBytes = 1_048_576

/** A scope with fewer changes than this comes by the feed; a larger one is worth a snapshot. */
export const worthSnapshot = 2000

/**
 * Query of `GET /snapshot`. `after` is the last record the device has stored, `<table>/<id>`; `since` is where it
 * stands in the scope's feed, and the snapshot holds at least that.
 */
export const SnapshotQuery = z.object({
  scope: z.string().min(1).max(100),
  since: z.coerce.number().int().nonnegative().optional(),
  after: z
    .string()
    .regex(/^[^/]{1,64}\/[0-9a-f-]{36}$/)
    .optional(),
})

/** First line of the answer. `pin` is the scope's seq that the snapshot holds at least. */
export const SnapshotHead = z.object({
  kind: z.literal('snapshot'),
  epoch: z.string(),
  serverTime: z.number(),
  scope: z.string(),
  pin: z.number().int().nonnegative(),
  /** Records in all, where already known. */
  records: z.number().int().nonnegative().nullable(),
})
export type SnapshotHead = z.infer<typeof SnapshotHead>

/** Line before the `bytes` bytes of a chunk; `sha256` is of those bytes, `last` the key of its last record. */
export const ChunkHead = z.object({
  kind: z.literal('chunk'),
  index: z.number().int().nonnegative(),
  records: z.number().int().positive(),
  bytes: z.number().int().positive().max(67_108_864),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  last: z.string(),
})
export type ChunkHead = z.infer<typeof ChunkHead>

/** Last line: without it the answer was cut. */
export const SnapshotEnd = z.object({
  kind: z.literal('end'),
  chunks: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
})

/** Line of the answer that stands outside the chunks. */
export const SnapshotLine = z.discriminatedUnion('kind', [SnapshotHead, ChunkHead, SnapshotEnd])

/** `GET /snapshot/scopes`: granted scopes worth a snapshot, the most useful first. */
export const SnapshotScopes = z.object({
  epoch: z.string(),
  serverTime: z.number(),
  scopes: z.array(
    z.object({
      scope: z.string(),
      head: z.number().int().nonnegative(),
      /** Not needed for today's work: other units, past and far trips. Absent from an older server: it is needed. */
      archive: z.boolean().optional(),
      /** About so many bytes travel when it is read. */
      bytes: z.number().int().nonnegative().optional(),
    }),
  ),
})

/** A whole record: values and packed clocks, as `WireRecord`. */
export interface WholeRecord {
  readonly table: string
  readonly id: string
  readonly values: Readonly<Record<string, Json>>
  readonly clocks: unknown
}

/** The fields that the short lines after it give values for, in this order. Counted from 0 within its chunk. */
interface ShapeLine {
  readonly table: string
  readonly fields: readonly string[]
  /** Those of the fields that are sets, whose elements carry the record's stamp; absent when there are none. */
  readonly sets?: readonly string[]
}

/** A record whose every field was written by one stamp: shape, id, stamp, author, then the values. */
type ShortLine = readonly [shape: number, id: string, hlc: string, by: string, ...values: Json[]]

/**
 * Writes records as the lines of one chunk. Most records of a library were written once, by one operation: those
 * become a bare list of values behind their stamp; any other one stands whole.
 */
export function chunkWriter() {
  const shapes = new Map<string, number>()
  const lines: string[] = []
  let bytes = 0
  const put = (line: unknown) => {
    const text = JSON.stringify(line)
    bytes += utf8Length(text) + 1
    lines.push(text)
  }
  return {
    /** Bytes so far. */
    bytes: () => bytes,
    add(record: WholeRecord): void {
      const known = onlyStamp(record)
      if (!known) {
        put(record)
        return
      }
      const { stamp, sets } = known
      const fields = Object.keys(record.values).sort()
      const name = `${record.table} ${fields.join(' ')} ${sets.join(' ')}`
      let shape = shapes.get(name)
      if (shape === undefined) {
        shape = shapes.size
        shapes.set(name, shape)
        const line: ShapeLine = { table: record.table, fields, ...(sets.length > 0 ? { sets } : {}) }
        put(line)
      }
      const line: ShortLine = [
        shape,
        record.id,
        ...stamp,
        ...fields.map((field) => record.values[field] ?? null),
      ]
      put(line)
    },
    text: () => (lines.length === 0 ? '' : `${lines.join('\n')}\n`),
  }
}

const OnlyStamp = z.strictObject({
  s: z.tuple([z.tuple([z.string(), z.string()])]),
  f: z.record(z.string(), z.literal(0)),
  e: z.record(z.string(), z.union([z.literal(0), z.tuple([z.tuple([]), z.tuple([])])])).optional(),
})

/** Stamp and author of a record that one operation wrote whole, and its set fields; else undefined. */
function onlyStamp({ values, clocks }: WholeRecord) {
  const parsed = OnlyStamp.safeParse(clocks)
  if (!parsed.success) return undefined
  const { s, f, e = {} } = parsed.data
  const fields = Object.keys(f)
  const known = fields.every((field) => Object.hasOwn(values, field) && field !== deletedField)
  if (!known || fields.length !== Object.keys(values).length) return undefined
  const sets = Object.keys(e).sort()
  const plain = sets.every((field) => {
    const value = values[field]
    return Object.hasOwn(f, field) && Array.isArray(value) && (e[field] === 0) === value.length > 0
  })
  return plain ? { stamp: s[0], sets } : undefined
}

/**
 * The packed clocks of a record that came as a short line, as `packClocks` would write it.
 * @param isEmpty whether the record's value of a set field has no element
 */
export function shortClocks({
  fields,
  sets,
}: Pick<Shape, 'fields' | 'sets'>): (
  hlc: string,
  by: string,
  isEmpty: (field: string) => boolean,
) => ClocksInTwo {
  const f = `"f":${JSON.stringify(Object.fromEntries(fields.map((field) => [field, 0])))}`
  const restOf = (isEmpty: (field: string) => boolean) => {
    const e = sets.map((field) => `${JSON.stringify(field)}:${isEmpty(field) ? '[[],[]]' : '0'}`)
    return `${f},"e":{${e.join(',')}}`
  }
  return (hlc, by, isEmpty) => ({
    stamp: `"${hlc}",${JSON.stringify(by)}`,
    rest: sets.length === 0 ? f : restOf(isEmpty),
  })
}

function utf8Length(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x80) length += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return length
}

/** A record of a chunk: a short one with its shape, or a whole one. */
export type ChunkRecord =
  | { readonly kind: 'short'; readonly shape: Shape; readonly line: ShortLine }
  | { readonly kind: 'whole'; readonly record: unknown }

export interface Shape {
  readonly table: string
  /** Sorted by name. */
  readonly fields: readonly string[]
  readonly sets: readonly string[]
}

const Shape = z.object({
  table: z.string().min(1).max(64),
  fields: z.array(z.string().min(1).max(64)),
  sets: z.array(z.string()).default([]),
})
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const stampPattern = /^[0-9a-f]{32}$/

/**
 * Reads the lines of a chunk whose hash was right, one at a time, so that no more than what is worked on is held.
 * Short lines are checked by hand, since a schema would cost more than all the rest; what is not one is handed on
 * whole, for whoever parses it.
 * @throws SyntaxError when a line is no JSON
 */
export function* readChunk(text: string): Generator<ChunkRecord> {
  const shapes: Shape[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const line: unknown = JSON.parse(text.slice(from, end < 0 ? text.length : end))
    from = end < 0 ? text.length : end + 1
    if (Array.isArray(line)) {
      const shape = shapes[line[0]]
      if (shape && isShort(line, shape)) yield { kind: 'short', shape, line }
      else yield { kind: 'whole', record: line }
      continue
    }
    const shape = Shape.safeParse(line)
    if (shape.success) shapes.push(shape.data)
    else yield { kind: 'whole', record: line }
  }
}

function isShort(line: readonly unknown[], { fields }: Shape): line is ShortLine {
  const [, id, hlc, by] = line
  return (
    line.length === fields.length + 4 &&
    typeof id === 'string' &&
    idPattern.test(id) &&
    typeof hlc === 'string' &&
    stampPattern.test(hlc) &&
    typeof by === 'string'
  )
}
