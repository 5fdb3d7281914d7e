import { sql } from 'kysely'
import type { RecordFoot } from '#shared/contract/records.ts'
import type { TableName } from '#shared/domain/entities.ts'
import { deletedField } from '#shared/sync/op.ts'
import { serverIdentity } from '#shared/sync/server-identity.ts'
import type { Reader } from '../database/schema.ts'
import { loadState } from '../record/load-state.ts'
import { safetyOf } from './safety.ts'

/** Tables whose rows point to another record, with the field that does. */
export interface Reference {
  readonly table: TableName
  readonly field: string
}

/** Who wrote a living record, when, and where it is safe; undefined for one that is not here. */
export async function recordFoot(db: Reader, table: TableName, id: string): Promise<RecordFoot | undefined> {
  const row = await db
    .selectFrom(`${table} as r` as 'visits as r')
    .leftJoin('users as author', 'author.id', 'r.createdBy')
    .leftJoin('users as editor', 'editor.id', 'r.updatedBy')
    .select((eb) => [
      'author.name as createdByName',
      eb.fn.coalesce('r.createdAt', sql<string>`''`).as('createdAt'),
      'editor.name as updatedByName',
      sql<number>`${eb.ref('r.updatedBy')} is ${serverIdentity}`.as('byServer'),
      eb.fn.coalesce('r.updatedAt', 'r.createdAt', sql<string>`''`).as('updatedAt'),
      safetyOf(table, 'r.id').as('safety'),
    ])
    .where('r.id', '=', id)
    .executeTakeFirst()
  return row && { ...row, byServer: row.byServer === 1 }
}

/** Who wrote a living record, or undefined for one that is not here. */
export async function authorOf(db: Reader, table: TableName, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom(`${table} as r` as 'visits as r')
    .select('r.createdBy')
    .where('r.id', '=', id)
    .executeTakeFirst()
  return row?.createdBy
}

/** Ids of the living rows of a table that point to a record. */
export async function idsPointingTo(db: Reader, { table, field }: Reference, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom(`${table} as r` as 'visits as r')
    .select('r.id')
    .where(sql.ref(`r.${field}`), '=', id)
    .orderBy('r.id')
    .execute()
  return rows.map((row) => row.id)
}

/** Number of living rows of a table that point to a record. */
export async function countPointingTo(db: Reader, { table, field }: Reference, id: string): Promise<number> {
  const row = await db
    .selectFrom(`${table} as r` as 'visits as r')
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .where(sql.ref(`r.${field}`), '=', id)
    .executeTakeFirstOrThrow()
  return row.rows
}

/** Ids of the deleted records of a table that pointed to a record. */
export async function deletedPointingTo(
  db: Reader,
  { table, field }: Reference,
  id: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('graveyard')
    .select('recordId')
    .where('tableName', '=', table)
    .where(sql`json_extract(values_json, ${`$.${field}`})`, '=', id)
    .orderBy('recordId')
    .execute()
  return rows.map(({ recordId }) => recordId)
}

export interface LossRow {
  readonly field: string
  readonly lostValue: string
  readonly lostBy: string | null
  readonly keptValue: string
  readonly keptBy: string | null
  readonly noticedAt: string
}

/** Values that lost against a concurrent write, newest first. Values are JSON text; the writers are named. */
export async function lossesOf(db: Reader, table: string, id: string): Promise<LossRow[]> {
  return db
    .selectFrom('fieldHistory as h')
    .leftJoin('users as loser', 'loser.id', 'h.lostBy')
    .leftJoin('users as keeper', 'keeper.id', 'h.keptBy')
    .select([
      'h.field',
      'h.lostValue',
      'loser.name as lostBy',
      'h.keptValue',
      'keeper.name as keptBy',
      'h.noticedAt',
    ])
    .where('h.tableName', '=', table)
    .where('h.recordId', '=', id)
    .orderBy('h.noticedAt', 'desc')
    .orderBy('h.id', 'desc')
    .execute()
}

/** True for a record that was deleted and not brought back. */
export async function isDeleted(db: Reader, table: TableName, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('recordClocks')
    .select('life')
    .where('tableName', '=', table)
    .where('recordId', '=', id)
    .executeTakeFirst()
  return row?.life === 'deleted'
}

/** Stamp and author of a record's delete, or undefined for one that is not deleted. */
export async function deletionOf(
  db: Reader,
  table: TableName,
  id: string,
): Promise<{ readonly hlc: string; readonly by: string } | undefined> {
  const head = (await loadState(db, table, id))[deletedField]?.heads[0]
  return head && head.v !== null ? { hlc: head.hlc, by: head.by } : undefined
}
