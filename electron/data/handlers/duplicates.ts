import { createHmac } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { duplicatesContract, SimilarRecord } from '#shared/contract/duplicates.ts'
import { firmKey, firmLikeness, type Likeness, personLikeness, phoneKey } from '#shared/domain/duplicates.ts'
import { engagementTexts } from '#shared/domain/engagements.ts'
import { normaliseUscc } from '#shared/domain/uscc.ts'
import { readMeta } from '../database/meta.ts'
import type { Reader } from '../database/schema.ts'
import { asFirm, asPerson } from '../duplicates/likeness.ts'
import type { Handlers } from '../host/context.ts'
import {
  countPairs,
  countPairsUpTo,
  engagedUnits,
  firmsLike,
  ignoredPairIds,
  ignoredWith,
  mergedRecordsOf,
  pairSides,
  pairsOf,
  peopleLike,
} from '../queries/duplicates.ts'
import { standingFor } from '../record/merged-records.ts'
import { record } from '../record/record.ts'
import { contactsSaying } from '../search/saying.ts'
import { mergeRecords, previewMerge, separateRecords } from './merge-records.ts'

const mostSimilar = 5
/** More than this a badge does not tell. */
const mostCounted = 100

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
  'duplicates.counts': ({ read }) =>
    read(async (db) => ({
      enterprises: await countPairsUpTo(db, 'enterprises', mostCounted),
      contacts: await countPairsUpTo(db, 'contacts', mostCounted),
    })),
  'duplicates.scan': async ({ vault, read }) => {
    await vault.open().duplicates.again()
    return {
      pairs: await read(
        async (db) => (await countPairs(db, 'enterprises')) + (await countPairs(db, 'contacts')),
      ),
    }
  },
  'duplicates.preview': ({ read }, { table, keptId, mergedId }) =>
    read((db) => previewMerge(db, table, keptId, mergedId)),
  'duplicates.merge': async ({ write, author }, { table, keptId, mergedId, choices }) => {
    const context = author()
    await write((tx) => mergeRecords(tx, context, { table, keptId, mergedId, choices }))
    return null
  },
  'duplicates.merged': ({ read }, { table, id }) => read((db) => mergedRecordsOf(db, table, id)),
  'duplicates.standsFor': ({ read }, { id }) => read(async (db) => ({ id: await standingFor(db, id) })),
  'duplicates.undo': async ({ write, author }, { table, id }) => {
    const context = author()
    return write((tx) => separateRecords(tx, context, table, id))
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
  const told = await toldApart(db, typed.exceptId)
  return best(
    (await firmsLike(db, asked))
      .filter(({ id }) => !told.has(id))
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
  const told = await toldApart(db, typed.exceptId)
  return best(
    rows
      .filter(({ id }) => !told.has(id))
      .map((row) => ({
        ...{ id: row.id, name: row.name, at: sides.get(row.id)?.at ?? null },
        like: personLikeness(person, asPerson(row)),
      })),
  )
}

/** The record being written, and those of which somebody said that they are not it. */
async function toldApart(db: Reader, id: string | null): Promise<ReadonlySet<string>> {
  return id === null ? new Set() : new Set([id, ...(await ignoredWith(db, id))])
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
