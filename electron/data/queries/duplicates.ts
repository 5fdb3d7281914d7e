import { type RawBuilder, sql } from 'kysely'
import type { MergedRecord, PairSide } from '#shared/contract/duplicates.ts'
import type { Likeness, LikenessReason } from '#shared/domain/duplicates.ts'
import type { MergeableTable } from '#shared/domain/mergeable-tables.ts'
import { type MergeReference, mergedIntoField } from '#shared/domain/merging.ts'
import { hlcMs } from '#shared/sync/hlc.ts'
import { valuesOf } from '#shared/sync/merge.ts'
import type { Reader } from '../database/schema.ts'
import { columnsOf } from '../record/entity-columns.ts'
import { loadState } from '../record/load-state.ts'
import { mergedInto } from '../record/merged-records.ts'
import { type FoundPair, withPosts } from './duplicate-scan.ts'
import { userNames } from './sync.ts'

const listed = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

/** Enterprises that may be the one being typed, as far as an index can tell. */
export async function firmsLike(
  db: Reader,
  asked: { readonly uscc: string | null; readonly core: string; readonly sound: string },
) {
  const places: RawBuilder<boolean>[] = []
  if (asked.uscc !== null) places.push(sql<boolean>`uscc = ${asked.uscc}`)
  if (asked.core !== '')
    places.push(
      sql<boolean>`instr(name_norm, ${asked.core}) > 0`,
      sql<boolean>`instr(short_name, ${asked.core}) > 0`,
      sql<boolean>`(length(name_norm) > 2 and instr(${asked.core}, name_norm) > 0)`,
      // Received in bulk and not spelled yet.
      sql<boolean>`(name_norm is null and instr(lower(name), ${asked.core}) > 0)`,
    )
  // By sound a name is also found that is written in the other form of its characters.
  if (asked.sound.length > 3) places.push(sql<boolean>`instr(pinyin, ${asked.sound}) > 0`)
  if (places.length === 0) return []
  return db
    .selectFrom('enterprises')
    .select(['id', 'name', 'shortName', 'uscc', 'city'])
    .where('id', 'in', (query) =>
      query
        .selectFrom('enterprises')
        .select('id')
        .where(sql<boolean>`(${sql.join(places, sql` or `)})`)
        .limit(200),
    )
    .execute()
}

/** People of these enterprises, and these people. */
export async function peopleLike(
  db: Reader,
  asked: { readonly ids: readonly string[]; readonly enterpriseIds: readonly string[] },
) {
  const rows = await db
    .selectFrom('contacts')
    .select(['id', 'name', 'phones'])
    .where((eb) =>
      eb.or([
        eb('id', 'in', listed(asked.ids)),
        eb('id', 'in', (query) =>
          query
            .selectFrom('contactPosts')
            .select('contactId')
            .where('enterpriseId', 'in', listed(asked.enterpriseIds)),
        ),
      ]),
    )
    .limit(500)
    .execute()
  return withPosts(db, rows)
}

function openPairs(db: Reader, table: MergeableTable) {
  return db
    .selectFrom('duplicatePairs as p')
    .innerJoin(`${table} as l` as 'enterprises as l', 'l.id', 'p.leftId')
    .innerJoin(`${table} as r` as 'enterprises as r', 'r.id', 'p.rightId')
    .where('p.tableName', '=', table)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('ignoredPairs as i')
            .select('i.id')
            .whereRef('i.leftId', '=', 'p.leftId')
            .whereRef('i.rightId', '=', 'p.rightId'),
        ),
      ),
    )
}

/** Pairs whose records are both there and of which nobody said that they are two, the surest first. */
export async function pairsOf(
  db: Reader,
  table: MergeableTable,
  { limit, offset }: { limit: number; offset: number },
): Promise<readonly FoundPair[]> {
  const rows = await openPairs(db, table)
    .select(['p.leftId', 'p.rightId', 'p.reason', 'p.strength'])
    .orderBy('p.strength', 'desc')
    .orderBy('p.leftId')
    .orderBy('p.rightId')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map((row) => ({
    ...row,
    reason: row.reason as LikenessReason,
    strength: row.strength as Likeness['strength'],
  }))
}

/** How many pairs `pairsOf` has. */
export async function countPairs(db: Reader, table: MergeableTable): Promise<number> {
  const row = await openPairs(db, table)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

/** How many pairs there are, as far as it is worth counting. */
export async function countPairsUpTo(db: Reader, table: MergeableTable, most: number): Promise<number> {
  const row = await db
    .selectFrom(openPairs(db, table).select('p.leftId').limit(most).as('some'))
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

/** Records as a pair shows them: an enterprise with its city, a person with the enterprise of the present post. */
export async function pairSides(
  db: Reader,
  table: MergeableTable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PairSide>> {
  const at =
    table === 'enterprises'
      ? sql<string | null>`e.city`
      : sql<string | null>`(
          select firm.name from contact_posts post join enterprises firm on firm.id = post.enterprise_id
          where post.contact_id = e.id order by post.to_date is not null, post.from_date desc limit 1
        )`
  const rows = await db
    .selectFrom(`${table} as e` as 'contacts as e')
    .select(['e.id', 'e.name', 'e.updatedAt', at.as('at')])
    .where('e.id', 'in', listed(ids))
    .execute()
  return new Map(rows.map((row) => [row.id, { ...row, updatedAt: row.updatedAt ?? '' }]))
}

/** How many rows name a record by a reference. */
export async function countNaming(db: Reader, reference: MergeReference, id: string): Promise<number> {
  const { table, field, key, where } = reference
  if (!columnsOf(table)?.byName.has(field)) return 0
  const column = sql.ref(`t.${field}`)
  const names =
    key === undefined
      ? sql<boolean>`${column} = ${id}`
      : sql<boolean>`exists (
          select 1 from json_each(${column}) e where json_extract(e.value, ${`$.${key}`}) = ${id}
        )`
  const row = await db
    .selectFrom(`${table} as t` as 'visits as t')
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .where(names)
    // Who was met stands in an index; a list in a record is not looked through for it.
    .$if(key !== undefined && table === 'visits', (query) =>
      query.where('t.id', 'in', (eb) =>
        eb.selectFrom('visitPeople').select('visitId').where('personId', '=', id),
      ),
    )
    .$if(where !== undefined, (query) => query.where(sql.ref(`t.${where?.field}`), '=', where?.is ?? ''))
    .executeTakeFirstOrThrow()
  return row.rows
}

/** Records for which one stands, with who said so and when. */
export async function mergedRecordsOf(
  db: Reader,
  table: MergeableTable,
  id: string,
): Promise<readonly MergedRecord[]> {
  const found: (Omit<MergedRecord, 'mergedByName'> & { readonly by: string })[] = []
  for (const merged of await mergedInto(db, table, id)) {
    const state = await loadState(db, table, merged)
    const [head] = state[mergedIntoField]?.heads ?? []
    const { name } = valuesOf(state)
    if (!head) continue
    const latest = Object.values(state).flatMap(({ heads }) => heads.map(({ hlc }) => hlc))
    found.push({
      id: merged,
      name: typeof name === 'string' ? name : '',
      mergedAt: new Date(hlcMs(head.hlc)).toISOString(),
      by: head.by,
      changedSince: latest.some((hlc) => hlc > head.hlc),
    })
  }
  const names = await userNames(
    db,
    found.map(({ by }) => by),
  )
  return found.map(({ by, ...record }) => ({ ...record, mergedByName: names.get(by) ?? null }))
}

/** Records by which somebody of the unit said that a pair is two. */
export async function ignoredPairIds(db: Reader, leftId: string, rightId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('ignoredPairs')
    .select('id')
    .where('leftId', '=', leftId)
    .where('rightId', '=', rightId)
    .execute()
  return rows.map(({ id }) => id)
}

/** Records of which somebody of the unit said that they are not this one. */
export async function ignoredWith(db: Reader, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('ignoredPairs')
    .select(['leftId', 'rightId'])
    .where((eb) => eb.or([eb('leftId', '=', id), eb('rightId', '=', id)]))
    .execute()
  return rows.map(({ leftId, rightId }) => (leftId === id ? rightId : leftId))
}

/** Names of other units that are talking with the enterprise of one of these keys. */
export async function engagedUnits(
  db: Reader,
  keys: { readonly usccKey: string | null; readonly nameKey: string | null },
  ownUnitId: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('engagements as e')
    .innerJoin('units as u', 'u.id', 'e.unitId')
    .select('u.name')
    .distinct()
    .where('e.unitId', '!=', ownUnitId)
    .where((eb) =>
      eb.or([
        ...(keys.usccKey === null ? [] : [eb('e.usccKey', '=', keys.usccKey)]),
        ...(keys.nameKey === null ? [] : [eb('e.nameKey', '=', keys.nameKey)]),
      ]),
    )
    .orderBy('u.name')
    .execute()
  return rows.map(({ name }) => name)
}
