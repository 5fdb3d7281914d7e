import { sql } from 'kysely'
import { tripScope } from '#shared/domain/scopes.ts'
import { texts, uuids } from '../database/array-texts.ts'
import type { Tx } from '../database/transaction.ts'
import { mergedWith } from './merged-records.ts'
import { keyOf, type RecordKey } from './record-rows.ts'
import { isUuid } from './rights.ts'
import type { ServerRecord } from './server-record.ts'

/** Tables whose records also belong to the trips on which their enterprise is visited. */
const derivedTables = ['enterprises', 'contacts', 'contactPosts'] as const
const namingTables = ['visits', 'tripLegs']

/** Whether an operation on a table can change which trips an enterprise, a post or a contact belongs to. */
export function touchesDerived(table: string): boolean {
  return namingTables.includes(table) || derivedTables.some((derived) => derived === table)
}

/** Names that a change of these records gives and takes away: enterprises by visits and legs, contacts by posts. */
export interface Naming {
  readonly enterprises: readonly string[]
  readonly contacts: readonly string[]
  readonly posts: readonly string[]
}

/** Collects from records, before and after a change, whose derived scopes may change with them. */
export function namingOf(records: readonly Pick<ServerRecord, 'table' | 'id' | 'values'>[]): Naming {
  const enterprises = new Set<string>()
  const contacts = new Set<string>()
  const posts = new Set<string>()
  for (const { table, id, values } of records) {
    if (table === 'enterprises') enterprises.add(id)
    if (table === 'contacts') contacts.add(id)
    // What was merged belongs together, before and after.
    if (table === 'enterprises' && isUuid(values.mergedInto)) enterprises.add(values.mergedInto)
    if (table === 'contacts' && isUuid(values.mergedInto)) contacts.add(values.mergedInto)
    if (table === 'contactPosts') {
      posts.add(id)
      if (isUuid(values.contactId)) contacts.add(values.contactId)
      if (isUuid(values.enterpriseId)) enterprises.add(values.enterpriseId)
    }
    if (namingTables.includes(table) && isUuid(values.enterpriseId)) enterprises.add(values.enterpriseId)
  }
  return { enterprises: [...enterprises], contacts: [...contacts], posts: [...posts] }
}

/** Whether every enterprise and contact of the one is named in the other too. */
export function isWithin(part: Naming, whole: Naming): boolean {
  const enterprises = new Set(whole.enterprises)
  const contacts = new Set(whole.contacts)
  return part.enterprises.every((id) => enterprises.has(id)) && part.contacts.every((id) => contacts.has(id))
}

interface Post {
  readonly id: string
  readonly enterprise: string | null
  readonly contact: string | null
  readonly life: string
}

/** Every record whose derived scopes hang on these names: the named ones, the enterprises' posts and their contacts. */
export async function dependents(tx: Tx, naming: Naming): Promise<RecordKey[]> {
  const firms = await mergedWith(tx, 'enterprises', naming.enterprises)
  const enterprises = [...new Set(naming.enterprises.flatMap(firms))]
  const people = await mergedWith(tx, 'contacts', naming.contacts)
  const posts = await postsOf(tx, {
    ...naming,
    enterprises,
    contacts: [...new Set(naming.contacts.flatMap(people))],
  })
  const met = [
    ...new Set([...naming.contacts, ...posts.flatMap(({ contact }) => (isUuid(contact) ? [contact] : []))]),
  ]
  const together = await mergedWith(tx, 'contacts', met)
  const contacts = new Set(met.flatMap(together))
  return [
    ...enterprises.map((id) => ({ table: 'enterprises', id })),
    ...posts.map(({ id }) => ({ table: 'contactPosts', id })),
    ...[...contacts].map((id) => ({ table: 'contacts', id })),
  ]
}

/**
 * The trips' scopes that each of these records belongs to by a living visit or leg that names its enterprise,
 * always computed from the records as they stand in this transaction.
 */
export async function derivedScopes(
  tx: Tx,
  keys: readonly RecordKey[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = (table: string) => keys.filter((key) => key.table === table).map(({ id }) => id)
  const people = await mergedWith(tx, 'contacts', ids('contacts'))
  const posts = await postsOf(tx, {
    enterprises: [],
    contacts: [...new Set(ids('contacts').flatMap(people))],
    posts: ids('contactPosts'),
  })
  const enterprises = [
    ...new Set([
      ...ids('enterprises'),
      ...posts.flatMap(({ enterprise }) => (isUuid(enterprise) ? [enterprise] : [])),
    ]),
  ]
  const firms = await mergedWith(tx, 'enterprises', enterprises)
  const trips = await tripsNaming(tx, [...new Set(enterprises.flatMap(firms))])
  const tripsOf = (enterprise: string | null) =>
    enterprise === null ? [] : [...new Set(firms(enterprise).flatMap((id) => trips.get(id) ?? []))]
  return new Map(
    keys.map((key) => {
      const own =
        key.table === 'enterprises'
          ? tripsOf(key.id)
          : key.table === 'contactPosts'
            ? posts.filter(({ id }) => id === key.id).flatMap(({ enterprise }) => tripsOf(enterprise))
            : key.table === 'contacts'
              ? posts
                  .filter(
                    ({ contact, life }) =>
                      contact !== null && people(key.id).includes(contact) && life !== 'deleted',
                  )
                  .flatMap(({ enterprise }) => tripsOf(enterprise))
              : []
      return [keyOf(key), own.map(tripScope)]
    }),
  )
}

async function postsOf(tx: Tx, naming: Naming): Promise<Post[]> {
  if (naming.enterprises.length + naming.contacts.length + naming.posts.length === 0) return []
  const { rows } = await sql<Post>`
    select id, data->>'enterpriseId' as enterprise, data->>'contactId' as contact, life from records
    where table_name = 'contactPosts' and (
      data->>'enterpriseId' = any(${texts(naming.enterprises)})
      or data->>'contactId' = any(${texts(naming.contacts)})
      or id = any(${uuids(naming.posts)})
    ) order by id`.execute(tx)
  return rows
}

async function tripsNaming(tx: Tx, enterprises: readonly string[]): Promise<Map<string, string[]>> {
  if (enterprises.length === 0) return new Map()
  const { rows } = await sql<{ enterprise: string; trips: string[] }>`
    select data->>'enterpriseId' as enterprise, array_agg(distinct data->>'tripId') as trips from records
    where table_name in ('visits', 'tripLegs') and life <> 'deleted'
      and data->>'tripId' is not null and data->>'enterpriseId' = any(${texts(enterprises)})
    group by 1`.execute(tx)
  return new Map(rows.map(({ enterprise, trips }) => [enterprise, trips]))
}
