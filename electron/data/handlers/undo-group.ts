import { AppError } from '#shared/contract/errors.ts'
import type { KeptByUndo } from '#shared/contract/records.ts'
import type { TableName } from '#shared/domain/entities.ts'
import { lifeOf, type RecordState, sameValue, valuesOf } from '#shared/sync/merge.ts'
import { deletedField, type Json } from '#shared/sync/op.ts'
import { distinct } from '#shared/sync/sets.ts'
import type { Writer } from '../database/schema.ts'
import { type GroupOpRow, groupOpsOf } from '../queries/groups.ts'
import { idsPointingTo } from '../queries/records.ts'
import { columnsOf } from '../record/entity-columns.ts'
import { type Inverse, parseInverse } from '../record/inverse.ts'
import { loadState } from '../record/load-state.ts'
import { changeOfFields, type RecordChange, record, type WriteContext } from '../record/record.ts'
import { recordMany } from '../record/record-many.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { titleOf } from '../sync/titles.ts'
import { referencesTo } from './belongings.ts'

/** What a whole operation did to one record. */
export interface Member {
  readonly table: TableName
  readonly id: string
  readonly created: boolean
  /** Fields with the value before the whole and the stamp of its last write. */
  readonly values: ReadonlyMap<string, { readonly before: Json; readonly hlc: string }>
  readonly sets: ReadonlyMap<string, Inverse['sets'][string]>
  readonly stamps: ReadonlySet<string>
}

interface Step {
  readonly changes: readonly RecordChange[]
  /** Why something stays as it is: fields that were changed since, or records that speak of this one. */
  readonly kept: Pick<KeptByUndo, 'fields' | 'inUse'> | null
}

/**
 * Puts back what a whole operation of this device changed, as one whole operation, also after it was uploaded. What
 * was changed since stays as it is and is named. Undoing the answer's group does it again.
 * @throws AppError record/not-found for a whole this device knows nothing of
 */
export async function undoGroup(tx: Writer, context: WriteContext, groupId: string) {
  const rows = await groupOpsOf(tx, groupId)
  if (rows.length === 0) throw new AppError('record/not-found')
  const members = membersOf(rows)
  const ownIds = new Set(members.map(({ id }) => id))
  const kept: KeptByUndo[] = []
  const together: RecordChange[] = []
  let undone = 0
  const undoId = await writeAsWhole(tx, context, async (whole) => {
    // The last made goes first: what points to a record goes before it.
    for (const member of members.toReversed()) {
      const { table, id } = member
      const state = await loadState(tx, table, id)
      const step = stepBack(member, state, await usedFromOutside(tx, member, ownIds))
      if (step.kept) {
        kept.push({ table, id, title: await titleOf(tx, table, id), ...step.kept })
        ownIds.delete(id)
      }
      const [only, ...more] = step.changes
      // Fields put back in many records are written together; what is deleted or brought back keeps its place.
      if (only?.kind === 'set' && more.length === 0) together.push(only)
      else {
        let written = false
        for (const change of step.changes) written = (await record(tx, whole, change)) !== null || written
        if (written) undone += 1
      }
    }
    undone += await recordMany(tx, whole, together, { indexLater: false })
    return whole.group?.id ?? null
  })
  return { groupId: undone === 0 ? null : undoId, undone, kept }
}

/** Each record of a whole once, with all that the whole did to it. */
export function membersOf(rows: readonly GroupOpRow[]): Member[] {
  const members = new Map<string, GroupOpRow[]>()
  for (const row of rows) {
    const name = `${row.tableName} ${row.recordId}`
    members.set(name, [...(members.get(name) ?? []), row])
  }
  return [...members.values()].flatMap((of) => memberOf(of) ?? [])
}

function memberOf(rows: readonly GroupOpRow[]): Member | undefined {
  const [first] = rows
  if (!first || !columnsOf(first.tableName)) return undefined
  const values = new Map<string, { before: Json; hlc: string }>()
  const sets = new Map<string, Inverse['sets'][string]>()
  for (const { inverse, hlc } of rows) {
    const step = parseInverse(inverse)
    for (const [name, before] of Object.entries(step.values))
      values.set(name, { ...(values.get(name) ?? { before }), hlc })
    for (const [name, set] of Object.entries(step.sets)) sets.set(name, followed(sets.get(name), set))
  }
  return {
    // `columnsOf` knows it, so it is one.
    table: first.tableName as TableName,
    id: first.recordId,
    created: parseInverse(first.inverse).created,
    values,
    sets,
    stamps: new Set(rows.map(({ hlc }) => hlc)),
  }
}

function followed(
  earlier: Inverse['sets'][string] | undefined,
  later: Inverse['sets'][string],
): Inverse['sets'][string] {
  if (!earlier) return later
  const without = <T extends Json>(list: readonly T[], other: readonly Json[]) =>
    list.filter((element) => !other.some((one) => sameValue(one, element)))
  return {
    added: [...without(earlier.added, later.removed), ...without(later.added, earlier.removed)],
    removed: [...without(earlier.removed, later.added), ...without(later.removed, earlier.added)],
  }
}

/** What undoing does to one record as it is now. */
export function stepBack(member: Member, state: RecordState, inUse: boolean): Step {
  const { table, id, created, stamps } = member
  const nothing: Step = { changes: [], kept: null }
  // Refused by the server, or gone from this device.
  if (!Object.values(state).some((field) => stampsOf(field).some((stamp) => stamps.has(stamp))))
    return nothing
  if (created) {
    const foreign = Object.entries(state)
      .filter(([, field]) => field.heads.some(({ hlc }) => !stamps.has(hlc)))
      .map(([name]) => name)
    if (lifeOf(state) === 'deleted') return nothing
    if (foreign.length > 0 || inUse) return { changes: [], kept: { fields: foreign, inUse } }
    return { changes: [{ table, id, kind: 'delete' }], kept: null }
  }
  return fieldsBack(member, state)
}

function fieldsBack({ table, id, values, sets, stamps }: Member, state: RecordState): Step {
  const changed: string[] = []
  const restored: Record<string, Json> = {}
  const changes: RecordChange[] = []
  const deletions = state[deletedField]?.heads ?? []
  const ours = deletions.some(({ hlc }) => stamps.has(hlc))
  const wasTakenBack = deletions[0]?.v === null
  if (ours) changes.push(wasTakenBack ? { table, id, kind: 'delete' } : { table, id, kind: 'undelete' })
  else if (lifeOf(state) === 'deleted') return { changes: [], kept: { fields: [deletedField], inUse: false } }
  for (const [name, { before, hlc }] of values) {
    const heads = state[name]?.heads ?? []
    if (heads.length === 1 && heads[0]?.hlc === hlc) restored[name] = before
    else if (!sameValue(heads[0]?.v ?? null, before)) changed.push(name)
  }
  const seen = valuesOf(state)
  for (const [name, { added, removed }] of sets) {
    const now = Array.isArray(seen[name]) ? (seen[name] as readonly Json[]) : []
    const left = now.filter((element) => !added.some((one) => sameValue(one, element)))
    restored[name] = distinct([...left, ...removed])
  }
  if (Object.keys(restored).length > 0)
    // The values stood in this record before; `record` judges them all the same.
    changes.push(changeOfFields(table, id, withDefaults(table, restored)))
  return { changes, kept: changed.length > 0 ? { fields: changed, inUse: false } : null }
}

/** A field that nobody had written reads as its default. */
export function withDefaults(
  table: TableName,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const columns = columnsOf(table)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value ?? columns?.byName.get(name)?.absent ?? null]),
  )
}

function stampsOf({ heads, superseded, set }: RecordState[string]): string[] {
  return [...heads.map(({ hlc }) => hlc), ...superseded, ...(set?.elements ?? []).map(({ hlc }) => hlc)]
}

/** Whether a living record that is no part of the whole speaks of one that it made. */
async function usedFromOutside(tx: Writer, member: Member, ownIds: ReadonlySet<string>): Promise<boolean> {
  if (!member.created) return false
  for (const reference of referencesTo(member.table)) {
    const ids = await idsPointingTo(tx, reference, member.id)
    if (ids.some((id) => !ownIds.has(id))) return true
  }
  return false
}
