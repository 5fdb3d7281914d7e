import { type RawBuilder, sql } from 'kysely'
import { attachments } from '#shared/domain/attachments.ts'
import { orgScope, tripScope, unitScope, userScope } from '#shared/domain/scopes.ts'
import type { Rights } from '#shared/sync/rights.ts'
import type { Database } from '../database/open-database.ts'
import { isUuid, rightsOf } from '../sync/rights.ts'

/** An attachment as its record stands now. */
export interface KnownAttachment {
  readonly id: string
  readonly sha256: string
  readonly size: number
  readonly mime: string
  readonly name: string
  readonly createdBy: string
}

interface Row {
  readonly id: string
  readonly data: unknown
}

const Content = attachments.record.pick({ sha256: true, size: true, mime: true, name: true, createdBy: true })

/** Every scope whose records a user may read, for one comparison in the database. */
export function readableScopes(rights: Rights): readonly string[] {
  return [
    orgScope,
    userScope(rights.userId),
    ...[...rights.units].map(unitScope),
    ...[...rights.trips].map(tripScope),
  ]
}

/** Holds for attachments that are there and that belong to one of these scopes. */
export function isReadable(scopes: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`records.table_name = 'attachments' and records.life <> 'deleted' and records.scopes && ${scopes}::text[]`
}

/** A living attachment by its id, whoever may read it. */
export async function attachmentRecord(db: Database, id: string): Promise<KnownAttachment | undefined> {
  const { rows } = await sql<Row>`
    select id, data from records
    where table_name = 'attachments' and id = ${id} and life <> 'deleted'`.execute(db)
  return rows.flatMap(knownIn)[0]
}

/**
 * The attachments among these that the user may read, by id. One the server does not know and one of somebody else
 * are the same here.
 */
export async function readableAttachments(
  db: Database,
  userId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownAttachment>> {
  const wanted = ids.filter(isUuid)
  const scopes = readableScopes(await rightsOf(db, userId))
  const { rows } = await sql<Row>`
    select id, data from records where id = any(${wanted}::uuid[]) and ${isReadable(scopes)}`.execute(db)
  return new Map(rows.flatMap(knownIn).map((known) => [known.id, known]))
}

/** The attachment in a row of the records; none for a record that a newer version wrote in another way. */
export function knownIn({ id, data }: Row): KnownAttachment[] {
  const content = Content.safeParse(data)
  return content.success ? [{ id, ...content.data }] : []
}
