import type { MergePreview } from '#shared/contract/duplicates.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { KeptByUndo } from '#shared/contract/records.ts'
import { entityOf } from '#shared/domain/entities.ts'
import { fullerOf } from '#shared/domain/fuller-record.ts'
import { MergeLayer, mergedFrom, mergedFromField } from '#shared/domain/merge-layers.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import {
  type MergeField,
  type MergeSide,
  mergedIntoField,
  mergedOver,
  mergeFields,
  mergeReferences,
} from '#shared/domain/merging.ts'
import { type PresentField, takeOut } from '#shared/domain/unmerging.ts'
import { lifeOf, valuesOf } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import { stampOfTag } from '#shared/sync/sets.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { countNaming, pairSides } from '../queries/duplicates.ts'
import { loadState, loadValues } from '../record/load-state.ts'
import { intoOf } from '../record/merged-records.ts'
import { changeOfFields, record, type WriteContext } from '../record/record.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { titleOf } from '../sync/titles.ts'
import { withDefaults } from './undo-group.ts'

/** The two records of a merge that is thought of: what differs, and what would be carried. Null when one is gone. */
export async function previewMerge(
  db: Reader,
  table: MergeableTable,
  keptId: string,
  mergedId: string,
): Promise<MergePreview | null> {
  const sides = await pairSides(db, table, [keptId, mergedId])
  const [kept, merged] = [sides.get(keptId), sides.get(mergedId)]
  const [left, right] = [await loadValues(db, table, keptId), await loadValues(db, table, mergedId)]
  if (!kept || !merged || !left || !right || keptId === mergedId) return null
  const counts = await countsNaming(db, table, mergedId)
  const named = (of: ReadonlyMap<string, number>) => [...of.values()].reduce((sum, count) => sum + count, 0)
  const fuller = fullerOf(
    { id: keptId, values: left, named: named(await countsNaming(db, table, keptId)) },
    { id: mergedId, values: right, named: named(counts) },
  )
  return {
    kept,
    merged,
    fields: mergeFields(
      table,
      { values: left, updatedAt: kept.updatedAt },
      { values: right, updatedAt: merged.updatedAt },
    ),
    carried: [...counts].map(([name, count]) => ({ table: name, count })),
    otherUnit: left.unitId !== right.unitId,
    fullerId: fuller.id,
  }
}

/** How many records of each table name one. */
async function countsNaming(db: Reader, table: MergeableTable, id: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const reference of mergeReferences.filter(({ to }) => to === table)) {
    const count = await countNaming(db, reference, id)
    if (count > 0) counts.set(reference.table, (counts.get(reference.table) ?? 0) + count)
  }
  return counts
}

/**
 * Merges one record into another as one whole: the chosen values into the one that is kept, and a pointer into the
 * other. Nothing that names either is written: rows show the record that stands (see record/merged-records.ts).
 * @throws AppError record/not-found when one of them is not here any more; duplicates/other-unit
 */
export async function mergeRecords(
  tx: Writer,
  context: WriteContext,
  asked: {
    readonly table: MergeableTable
    readonly keptId: string
    readonly mergedId: string
    readonly choices: Readonly<Record<string, MergeSide>>
  },
): Promise<void> {
  const { table, keptId, mergedId, choices } = asked
  const shown = await previewMerge(tx, table, keptId, mergedId)
  if (!shown) throw new AppError('record/not-found')
  if (shown.otherUnit) throw new AppError('duplicates/other-unit')
  const layer = layerOf(mergedId, shown.fields, choices)
  const values = Object.fromEntries(
    Object.entries(layer.fields).map(([name, laid]) => [name, mergedOver(laid, laid.before)]),
  )
  const known = layersOf(await loadValues(tx, table, keptId))
  const pointer = { mergedInto: keptId }
  await writeAsWhole(tx, context, async (whole) => {
    if (Object.keys(values).length > 0)
      await record(tx, whole, changeOfFields(table, keptId, { ...values, mergedFrom: [...known, layer] }))
    await record(tx, whole, { table, id: mergedId, kind: 'set', values: pointer })
  })
}

/** The choices that change something, as the kept record remembers them. */
function layerOf(
  id: string,
  fields: readonly MergeField[],
  choices: Readonly<Record<string, MergeSide>>,
): MergeLayer {
  const laid = fields.flatMap((field): [string, unknown][] => {
    const side = choices[field.name] ?? field.suggested
    if (side === 'kept' || (side === 'both' && !field.canHaveBoth)) return []
    return [[field.name, { before: field.kept, from: field.merged, side }]]
  })
  return MergeLayer.parse({ id, fields: Object.fromEntries(laid) })
}

const layersOf = (values: Readonly<Record<string, Json>> | undefined): readonly MergeLayer[] =>
  mergedFrom.schema.parse(values?.[mergedFromField] ?? [])

/**
 * Makes two of what was merged, on whichever device: the merged record stands for itself again, and the kept one gets
 * back the values that the merge replaced and nobody has written since. Where two people merged it apart into two
 * records, of which one stood for it, both get theirs back.
 * @throws AppError record/not-found when it is merged into nothing
 */
export async function separateRecords(
  tx: Writer,
  context: WriteContext,
  table: MergeableTable,
  id: string,
): Promise<{ kept: readonly KeptByUndo[] }> {
  const state = await loadState(tx, table, id)
  if (intoOf(valuesOf(state)) === null) throw new AppError('record/not-found')
  const into = (state[mergedIntoField]?.heads ?? []).flatMap(({ v }) => (typeof v === 'string' ? [v] : []))
  return writeAsWhole(tx, context, async (whole) => {
    const kept: KeptByUndo[] = []
    for (const keptId of new Set(into)) {
      const fields = await takeBack(tx, whole, table, keptId, id)
      const title = fields.length === 0 ? '' : await titleOf(tx, table, keptId)
      if (fields.length > 0) kept.push({ table, id: keptId, title, fields, inUse: false })
    }
    await record(tx, whole, changeOfFields(table, id, { mergedInto: null }))
    return { kept }
  })
}

/** @returns the fields that stay because somebody has written them since */
async function takeBack(
  tx: Writer,
  context: WriteContext,
  table: MergeableTable,
  keptId: string,
  mergedId: string,
): Promise<readonly string[]> {
  const state = await loadState(tx, table, keptId)
  if (lifeOf(state) === 'deleted') return []
  const shown = valuesOf(state)
  let layers = layersOf(shown)
  // What a merge wrote that is undone by now is no value of anybody's.
  const undone = new Set((state[mergedFromField]?.set?.removed ?? []).map(stampOfTag))
  const values: Record<string, unknown> = {}
  const changed = new Set<string>()
  const present = (name: string): PresentField => ({
    value: values[name] ?? shown[name] ?? null,
    isSet: entityOf(table)?.fields[name]?.merge === 'set',
    others: (state[name]?.heads ?? []).flatMap(({ v, hlc }, at) => (at === 0 || undone.has(hlc) ? [] : [v])),
  })
  // Two who merged the same two records apart have each left a layer; the later one lies on the other.
  for (let at = layers.length - 1; at >= 0; at -= 1) {
    if (layers[at]?.id !== mergedId) continue
    const step = takeOut(layers, at, present)
    layers = step.layers
    Object.assign(values, step.values)
    for (const name of step.changed) changed.add(name)
  }
  if (layers.length === layersOf(shown).length) return []
  const back = { ...withDefaults(table, values), [mergedFromField]: layers }
  await record(tx, context, changeOfFields(table, keptId, back))
  return [...changed]
}
