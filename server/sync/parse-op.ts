import { createHash } from 'node:crypto'
import { Op } from '#shared/sync/op.ts'
import { longForm } from '#shared/sync/op-text.ts'
import type { QuarantineReason } from '#shared/sync/protocol.ts'
import { quickOp } from './quick-op.ts'

/** An operation as it arrived: understood, or not. `key` tells a repetition in both cases. */
export type ParsedOp =
  | { readonly key: string; readonly opId: string; readonly op: Op }
  | {
      readonly key: string
      readonly opId: string
      readonly op: null
      /** `malformed` unless said. */
      readonly reason?: QuarantineReason
      readonly detail: string
      readonly text: string | null
      /** It says that another device or user made it. */
      readonly isOthers?: true
    }

const deepest = 32
/** With the u flag a whole surrogate pair is one character, so this finds halves only. */
const unkeepableText = /\0|\p{Surrogate}/u
const reservedNames = new Set(['__proto__', 'constructor', 'prototype'])
const lowerCaseIds = ['opId', 'device', 'incarnation', 'id', 'author'] as const

/** Parses one operation of a batch alone, so that a bad one does not stop the others. Never throws. */
export function parseOp(given: unknown): ParsedOp {
  const raw = longForm(given)
  const quick = quickOp(raw)
  if (quick) return { key: quick.opId, opId: quick.opId, op: quick }
  const problem = unstorable(raw)
  if (problem !== null) return malformed(raw, problem)
  const parsed = Op.safeParse(raw)
  if (!parsed.success) return malformed(raw, parsed.error.issues[0]?.path.join('.') || 'operation')
  // What the server alone may say is not taken from a device.
  const { was: _, ...op } = parsed.data
  // One spelling for one identifier: the database prints them in lower case.
  const shouting = lowerCaseIds.find((name) => op[name] !== op[name].toLowerCase())
  if (shouting) return malformed(raw, shouting)
  return { key: op.opId, opId: op.opId, op }
}

function malformed(raw: unknown, detail: string): ParsedOp {
  const text = textOf(raw)
  const given =
    typeof raw === 'object' && raw !== null && 'opId' in raw && typeof raw.opId === 'string' ? raw.opId : ''
  const opId = given.length <= 100 && unstorable(given) === null ? given : ''
  const key =
    opId ||
    `malformed:${createHash('sha256')
      .update(text ?? 'depth')
      .digest('hex')}`
  return { key, opId, op: null, detail, text }
}

/** The text of what arrived, null where it nests so deep that nobody can write it down again. */
function textOf(raw: unknown): string | null {
  try {
    return JSON.stringify(raw)
  } catch {
    return null
  }
}

/** What JSON carries but the database cannot keep: U+0000, half a surrogate pair, endless nesting. */
function unstorable(root: unknown): string | null {
  const pending: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }]
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { value, depth } = item
    if (depth > deepest) return 'depth'
    if (typeof value === 'string') {
      if (unkeepableText.test(value)) return 'text'
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        if (reservedNames.has(name) || unkeepableText.test(name)) return 'name'
        pending.push({ value: inner, depth: depth + 1 })
      }
    }
  }
  return null
}
