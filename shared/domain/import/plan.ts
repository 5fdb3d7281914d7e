import type { ImportedContact } from './contacts.ts'
import { type EnterpriseIndex, enterpriseIndex } from './match.ts'
import { planGroup } from './plan-group.ts'
import type { EnterpriseValues, RowReading, RowSource } from './row.ts'
import type { Remark } from './values.ts'
import type { ImportedVisit } from './visit-row.ts'

/** An enterprise the store has, with what an import could fill and whom and which visits it knows there. */
export interface KnownEnterprise {
  readonly id: string
  readonly name: string
  readonly values: Readonly<Record<string, unknown>>
  readonly contacts: readonly KnownContact[]
  readonly visits: readonly KnownVisit[]
}

export interface KnownContact extends Pick<ImportedContact, 'name' | 'phones'> {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
}

export interface KnownVisit {
  readonly id: string
  readonly occurredOn: string
  readonly topics: string | null
}

/** What a person may decide of a row. `update` replaces values, `merge` fills only what is empty. */
export const rowActions = ['new', 'update', 'merge', 'skip'] as const
export type RowAction = (typeof rowActions)[number]
export type Verdict = RowAction | 'bad' | 'not-data'

/** The enterprise a row belongs to: in the store, or made by an earlier line of this file. */
export type RowTarget =
  | { readonly kind: 'known'; readonly id: string }
  | { readonly kind: 'line'; readonly line: number }

/** What a person decided of a row. Without a target the one that was found stays. */
export interface RowDecision {
  readonly action: RowAction
  readonly target: RowTarget | null
}
export type Decisions = ReadonlyMap<number, RowDecision>

/** One row with what becomes of it. */
export interface PlannedRow {
  readonly reading: RowReading
  readonly verdict: Verdict
  readonly remarks: readonly Remark[]
  /** The enterprise it was found to mean; null: a new one or none. */
  readonly enterprise: RowTarget | null
  /** Name of that enterprise. */
  readonly enterpriseName: string | null
  /** Values to write: all of a new enterprise, the gaps (or what differs) of a known one. */
  readonly fill: EnterpriseValues & Partial<RowSource>
  /** A person to add, or null where there is none or the person is known. */
  readonly contact: ImportedContact | null
  /** What a known person lacks. */
  readonly contactFill: { readonly id: string; readonly values: Readonly<Record<string, unknown>> } | null
  readonly visit: ImportedVisit | null
}

/** To which enterprise of the store or of an earlier line each row belongs. Keys are `known:<id>` and `line:<n>`. */
export type Matches = ReadonlyMap<number, string>

/** Finds for every row the enterprise it means: by credit code, by name, by everyday short name. */
export function matchRows(readings: readonly RowReading[], known: EnterpriseIndex<string>): Matches {
  const inFile = enterpriseIndex<string>()
  const matches = new Map<number, string>()
  for (const { line, kind, name, enterprise } of readings) {
    if (kind !== 'data' || name === null) continue
    const identity = { name, shortName: enterprise.shortName, uscc: enterprise.uscc, city: enterprise.city }
    const id = known.find(identity)
    const found = id === undefined ? inFile.find(identity) : `known:${id}`
    if (found !== undefined) matches.set(line, found)
    inFile.add(found ?? `line:${line}`, identity)
  }
  return matches
}

/** Ids of the enterprises in the store that the rows meet or that a person chose for them. */
export function knownIds(matches: Matches, decisions: Decisions = new Map()): string[] {
  const chosen = [...decisions.values()].flatMap(({ target }) =>
    target?.kind === 'known' ? [target.id] : [],
  )
  const met = [...new Set(matches.values())].flatMap((key) =>
    key.startsWith('known:') ? [key.slice(6)] : [],
  )
  return [...new Set([...met, ...chosen])]
}

/** Says of every row what an import would do with it, in the order of the rows. */
export function planRows(
  readings: readonly RowReading[],
  matches: Matches,
  known: ReadonlyMap<string, KnownEnterprise>,
  decisions: Decisions = new Map(),
): PlannedRow[] {
  const groups = new Map<string, RowReading[]>()
  const planned = new Map<number, PlannedRow>()
  for (const reading of readings) {
    if (reading.kind !== 'data') {
      planned.set(reading.line, { ...untouched(reading), verdict: reading.kind })
      continue
    }
    const key = keyOf(reading.line, matches, decisions)
    const group = groups.get(key)
    if (group) group.push(reading)
    else groups.set(key, [reading])
  }
  for (const [key, group] of groups) {
    const there = key.startsWith('known:') ? known.get(key.slice(6)) : undefined
    for (const row of planGroup(group, there, decisions)) planned.set(row.reading.line, row)
  }
  return readings.flatMap(({ line }) => planned.get(line) ?? [])
}

/** A row of which nothing is written. */
export function untouched(reading: RowReading): Omit<PlannedRow, 'verdict'> {
  return {
    ...{ reading, remarks: reading.remarks, enterprise: null, enterpriseName: null, fill: {} },
    ...{ contact: null, contactFill: null, visit: null },
  }
}

/** The enterprise a row belongs to, by decision or by match; a line leads on to what it belongs to itself. */
function keyOf(line: number, matches: Matches, decisions: Decisions, depth = 0): string {
  const own = `line:${line}`
  const decision = decisions.get(line)
  if (decision?.action === 'new') return own
  const target = decision?.target
  const key = target
    ? target.kind === 'known'
      ? `known:${target.id}`
      : `line:${target.line}`
    : (matches.get(line) ?? own)
  // Two lines that a person made belong to each other stay where they are.
  if (key === own || key.startsWith('known:') || depth > 20) return key
  return keyOf(Number(key.slice(5)), matches, decisions, depth + 1)
}
