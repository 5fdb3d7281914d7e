import { hlcPattern } from '#shared/sync/hlc.ts'
import { groupLimit, type Op } from '#shared/sync/op.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const reservedNames = new Set(['__proto__', 'constructor', 'prototype'])
/** PostgreSQL keeps neither U+0000 nor half a surrogate pair; whether it is half of one is looked at elsewhere. */
const doubtful = /[\0\ud800-\udfff]/
const opKeys = 10
const groupKeys = 3
const fieldKeys = 3

/**
 * An operation that is beyond doubt one, as nearly all are: plain values, lower-case ids, nothing this version does
 * not know. What the schema says of it is known without asking, which costs a push more than the merge.
 * @returns the same object; undefined where only `Op` can tell
 */
export function quickOp(raw: unknown): Op | undefined {
  return isQuick(raw) ? raw : undefined
}

function isQuick(raw: unknown): raw is Op {
  if (!isPlainObject(raw)) return false
  const { opId, device, incarnation, localSeq, table, id, kind, fields, schemaVersion, author, group } = raw
  return (
    hasKeys(raw, group === undefined ? opKeys : opKeys + 1) &&
    (group === undefined || isGroup(group)) &&
    isId(opId) &&
    isId(id) &&
    isId(device) &&
    isId(incarnation) &&
    isId(author) &&
    isCount(localSeq) &&
    isCount(schemaVersion) &&
    isShort(table, 64) &&
    isShort(kind, 32) &&
    isPlainObject(fields) &&
    areWrites(fields)
  )
}

/** Nearly always all of them carry one stamp, which is looked at once. */
function areWrites(fields: Readonly<Record<string, unknown>>): boolean {
  let known: string | null = null
  for (const name in fields) {
    const write = fields[name]
    if (!isName(name) || !isWrite(write, known)) return false
    known = write.hlc
  }
  return true
}

function isGroup(group: unknown): boolean {
  if (!isPlainObject(group) || !hasKeys(group, groupKeys)) return false
  const { id, index, size } = group
  return isId(id) && isCount(size) && size <= groupLimit && (index === 0 || isCount(index)) && index < size
}

/** @param known a stamp that was looked at before */
function isWrite(write: unknown, known: string | null): write is { readonly hlc: string } {
  if (!isPlainObject(write) || !hasKeys(write, fieldKeys)) return false
  const { v, hlc, base } = write
  if (
    typeof hlc !== 'string' ||
    (hlc !== known && !isStamp(hlc)) ||
    !Array.isArray(base) ||
    base.length > 64 ||
    !base.every(isStamp)
  )
    return false
  return isValue(v) || (Array.isArray(v) && v.every(isValue))
}

/** Counted without a list of the names, which a push would make for every field. */
function hasKeys(value: object, wanted: number): boolean {
  let count = 0
  for (const _ in value) count++
  return count === wanted
}

function isValue(value: unknown): boolean {
  if (typeof value === 'string') return isKeepable(value)
  return value === null || typeof value === 'boolean' || Number.isFinite(value)
}

const isKeepable = (text: string) => !doubtful.test(text)
const isShort = (text: unknown, most: number): text is string =>
  typeof text === 'string' && text.length > 0 && text.length <= most && isKeepable(text)
const isName = (name: string) => isShort(name, 64) && !reservedNames.has(name)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0
const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isId = (value: unknown) => typeof value === 'string' && uuid.test(value)
const isStamp = (value: unknown) => typeof value === 'string' && hlcPattern.test(value)
