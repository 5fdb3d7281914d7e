import { createHmac } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { duplicatesContract, MergePreview, SimilarRecord } from '#shared/contract/duplicates.ts'
import { AppError } from '#shared/contract/errors.ts'
import { firmKey, firmLikeness, type Likeness, personLikeness, phoneKey } from '#shared/domain/duplicates.ts'
import { engagementTexts } from '#shared/domain/engagements.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { type MergeSide, mergedValue, mergeFields, mergeReferences } from '#shared/domain/merging.ts'
import { normaliseUscc } from '#shared/domain/uscc.ts'
import { readMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'
import { asFirm, asPerson } from '../duplicates/likeness.ts'
import { scanDuplicates } from '../duplicates/scan.ts'
import type { Handlers } from '../host/context.ts'
import {
  countNaming,
  countPairs,
  engagedUnits,
  firmsLike,
  ignoredPairIds,
  mergedRecordsOf,
  mergingGroup,
  pairSides,
  pairsOf,
  peopleLike,
} from '../queries/duplicates.ts'
import { loadValues } from '../record/load-state.ts'
import { standingFor } from '../record/merged-records.ts'
import { type RecordChange, record, type WriteContext } from '../record/record.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { contactsSaying } from '../search/saying.ts'
import { undoGroup } from './undo-group.ts'

const mostSimilar = 5
let scanning: Promise<number> | null = null

export const duplicateHandlers: Handlers<typeof duplicatesContract> = {
  'duplicates.similar': ({ read, account }, { table, ...typed }) =>
    read(async (db) => ({
      records: table === 'enterprises' ? await similarFirms(db, typed) : await similarPeople(db, typed),
      elsewhere: table === 'enterprises' && account ? await talkingElsewhere(db, typed, account.unitId) : [],
    })),
  'duplicates.pairs': ({ read }, { table, ...page }) =>
    read(async (db) => {
      const pairs = await pairsOf(db, table, page)
      const sides = await pairSides(
        db,
        table,
        pairs.flatMap(({ leftId, rightId }) => [leftId, rightId]),
      )
      return {
        rows: pairs.flatMap(({ leftId, rightId, reason, strength }) => {
          const [left, right] = [sides.get(leftId), sides.get(rightId)]
          return left && right ? [{ left, right, reason, strength }] : []
        }),
        total: await countPairs(db, table),
        scannedAt: (await readMeta(db, 'duplicatesScannedAt')) ?? null,
      }
    }),
  'duplicates.scan': async ({ vault, clock }) => {
    scanning ??= scanDuplicates(vault.open().store, clock.now).finally(() => {
      scanning = null
    })
    return { pairs: await scanning }
  },
  'duplicates.preview': ({ read }, { table, keptId, mergedId }) =>
    read((db) => preview(db, table, keptId, mergedId)),
  'duplicates.merge': async ({ write, author }, { table, keptId, mergedId, choices }) => {
    const context = author()
    await write((tx) => merge(tx, context, { table, keptId, mergedId, choices }))
    return null
  },
  'duplicates.merged': ({ read }, { table, id }) => read((db) => mergedRecordsOf(db, table, id)),
  'duplicates.standsFor': ({ read }, { id }) => read(async (db) => ({ id: await standingFor(db, id) })),
  'duplicates.undo': async ({ write, author }, { table, id }) => {
    const context = author()
    return write((tx) => separate(tx, context, table, id))
  },
  'duplicates.ignore': async ({ write, author }, { table, leftId, rightId }) => {
    const context = author()
    const [left, right] = [leftId, rightId].sort()
    await write(async (tx) => {
      if ((await ignoredPairIds(tx, left ?? leftId, right ?? rightId)).length > 0) return
      const id = uuidv7({ msecs: context.nowMs })
      const values = { kind: table, leftId: left ?? leftId, rightId: right ?? rightId }
      await record(tx, context, { table: 'ignoredPairs', id, kind: 'set', values })
    })
    return null
  },
  'duplicates.heed': async ({ write, author }, { leftId, rightId }) => {
    const context = author()
    const [left, right] = [leftId, rightId].sort()
    await write(async (tx) => {
      for (const id of await ignoredPairIds(tx, left ?? leftId, right ?? rightId))
        await record(tx, context, { table: 'ignoredPairs', id, kind: 'delete' })
    })
    return null
  },
}

interface Typed {
  readonly name: string
  readonly uscc: string | null
  readonly phones: readonly string[]
  readonly enterpriseIds: readonly string[]
  readonly exceptId: string | null
}

async function similarFirms(db: Reader, typed: Typed): Promise<SimilarRecord[]> {
  const uscc = normaliseUscc(typed.uscc ?? '') || null
  const firm = asFirm({ name: typed.name, shortName: null, uscc, city: null })
  const { core } = firmKey(firm.name)
  const asked = { uscc, core: Array.from(core).length < 2 ? '' : core, sound: firm.sound }
  return best(
    (await firmsLike(db, asked))
      .filter(({ id }) => id !== typed.exceptId)
      .map((row) => ({ id: row.id, name: row.name, at: row.city, like: firmLikeness(firm, asFirm(row)) })),
  )
}

async function similarPeople(db: Reader, typed: Typed): Promise<SimilarRecord[]> {
  const person = asPerson(typed)
  const ids: string[] = []
  for (const phone of typed.phones) {
    const key = phoneKey(phone)
    if (key.length >= 7) ids.push(...((await contactsSaying(db, key))?.ids ?? []))
  }
  const rows = await peopleLike(db, { ids, enterpriseIds: typed.enterpriseIds })
  const sides = await pairSides(
    db,
    'contacts',
    rows.map(({ id }) => id),
  )
  return best(
    rows
      .filter(({ id }) => id !== typed.exceptId)
      .map((row) => ({
        ...{ id: row.id, name: row.name, at: sides.get(row.id)?.at ?? null },
        like: personLikeness(person, asPerson(row)),
      })),
  )
}

function best(
  rows: readonly {
    readonly id: string
    readonly name: string
    readonly at: string | null
    readonly like: Likeness | null
  }[],
): SimilarRecord[] {
  return rows
    .flatMap(({ like, ...row }) => (like ? [{ ...row, because: like.reason, strength: like.strength }] : []))
    .sort((a, b) => b.strength - a.strength)
    .slice(0, mostSimilar)
}

/** Units of others that are talking with the enterprise typed, as the server published it under the same digests. */
async function talkingElsewhere(db: Reader, { name, uscc }: Typed, unitId: string): Promise<string[]> {
  const serverKey = await readMeta(db, 'serverKey')
  if (serverKey === undefined) return []
  const texts = engagementTexts(name, normaliseUscc(uscc ?? '') || null)
  const digest = (text: string | null) =>
    text === null ? null : createHmac('sha256', serverKey).update(text).digest('hex').slice(0, 32)
  return engagedUnits(db, { usccKey: digest(texts.uscc), nameKey: digest(texts.name) }, unitId)
}

async function preview(
  db: Reader,
  table: MergeableTable,
  keptId: string,
  mergedId: string,
): Promise<MergePreview | null> {
  const sides = await pairSides(db, table, [keptId, mergedId])
  const [kept, merged] = [sides.get(keptId), sides.get(mergedId)]
  const [left, right] = [await loadValues(db, table, keptId), await loadValues(db, table, mergedId)]
  if (!kept || !merged || !left || !right || keptId === mergedId) return null
  const counts = new Map<string, number>()
  for (const reference of mergeReferences.filter(({ to }) => to === table)) {
    const count = await countNaming(db, reference, mergedId)
    if (count > 0) counts.set(reference.table, (counts.get(reference.table) ?? 0) + count)
  }
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
  }
}

/**
 * Merges one record into another as one whole: the chosen values into the one that is kept, and a pointer into the
 * other. Nothing that names either is written: rows show the record that stands (see record/merged-records.ts).
 * @throws AppError record/not-found when one of them is not here any more; duplicates/other-unit
 */
async function merge(
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
  const shown = await preview(tx, table, keptId, mergedId)
  if (!shown) throw new AppError('record/not-found')
  if (shown.otherUnit) throw new AppError('duplicates/other-unit')
  const values = Object.fromEntries(
    shown.fields.map((field) => [field.name, mergedValue(field, choices[field.name] ?? field.suggested)]),
  )
  const pointer = { mergedInto: keptId }
  await writeAsWhole(tx, context, async (whole) => {
    // The fields come from the declaration of the table itself.
    await record(tx, whole, { table, id: keptId, kind: 'set', values } as RecordChange)
    await record(tx, whole, { table, id: mergedId, kind: 'set', values: pointer })
  })
}

async function separate(tx: Writer, context: WriteContext, table: MergeableTable, id: string) {
  const group = await mergingGroup(tx, table, id)
  if (group !== undefined) return { kept: (await undoGroup(tx, context, group)).kept, valuesStay: false }
  const values = { mergedInto: null }
  const op = await record(tx, context, { table, id, kind: 'set', values })
  if (!op) throw new AppError('record/not-found')
  return { kept: [], valuesStay: true }
}
