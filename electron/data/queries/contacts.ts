import { type ExpressionBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { ContactDetail, ContactSummary, contactsContract } from '#shared/contract/contacts.ts'
import type { Contact, ContactPost } from '#shared/domain/contacts.ts'
import type { PhoneHolder } from '#shared/domain/import/phones-elsewhere.ts'
import type { Reader, Schema } from '../database/schema.ts'
import { safetyOf } from './safety.ts'

/** The list's filter; `ids`, where given, are the people that say what was typed. */
export type ContactFilter = Omit<z.output<(typeof contactsContract)['contacts.list']['input']>, 'text'> & {
  readonly ids: readonly string[] | null
}

/** A living contact, or undefined. */
export async function findContact(db: Reader, id: string): Promise<Contact | undefined> {
  return db.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** One page of the list by name, each with the present post; of a given enterprise, the post there. */
export async function contactsMatching(db: Reader, filter: ContactFilter): Promise<ContactSummary[]> {
  // The page first, from the index alone; posts and safety only for its rows.
  const page = matching(db, filter)
    .select('c.id')
    .orderBy('c.pinyin')
    .orderBy('c.id')
    .limit(filter.limit)
    .offset(filter.offset)
  const rows = await db
    .with('page', () => page)
    .selectFrom('page')
    // In this order: for the order of the rows alone SQLite would walk through all contacts.
    .crossJoin('contacts as c')
    .leftJoin('contactPosts as p', (join) =>
      join.on((eb) => eb('p.id', '=', presentPost(eb, filter.enterpriseId))),
    )
    .leftJoin('enterprises as e', 'e.id', 'p.enterpriseId')
    .select([
      'c.id',
      'c.name',
      'c.phones',
      'c.email',
      'c.nativePlace',
      'c.hometownTie',
      'p.title',
      'p.enterpriseId',
      'e.name as enterpriseName',
      'p.isDecisionMaker',
      safetyOf('contacts', 'c.id').as('safety'),
    ])
    .whereRef('c.id', '=', 'page.id')
    .orderBy(sql`+c.pinyin`)
    .orderBy('c.id')
    .execute()
  return rows.map((row) => ({ ...row, isDecisionMaker: row.isDecisionMaker ?? false }))
}

/** How many contacts the filter finds. */
export async function countContacts(db: Reader, filter: ContactFilter): Promise<number> {
  const row = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

type FromContacts = ExpressionBuilder<
  Schema & { c: Schema['contacts']; p: Schema['contactPosts'] },
  'c' | 'p'
>

/** The post still held; of several, the one taken up last. */
function presentPost(eb: FromContacts, enterpriseId: string | null) {
  return eb
    .selectFrom('contactPosts as post')
    .select('post.id')
    .whereRef('post.contactId', '=', 'c.id')
    .where('post.toDate', 'is', null)
    .$if(enterpriseId !== null, (query) => query.where('post.enterpriseId', '=', enterpriseId ?? ''))
    .orderBy('post.fromDate', (order) => order.desc().nullsLast())
    .orderBy('post.id', 'desc')
    .limit(1)
}

function matching(db: Reader, { ids, enterpriseId }: ContactFilter) {
  return db
    .selectFrom('contacts as c')
    .$if(enterpriseId !== null, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('contactPosts as post')
            .select('post.id')
            .whereRef('post.contactId', '=', 'c.id')
            .where('post.enterpriseId', '=', enterpriseId ?? '')
            .where('post.toDate', 'is', null),
        ),
      ),
    )
    .$if(ids !== null, (query) => query.where('c.id', 'in', listed(ids ?? [])))
}

const listed = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

/** People who hold or held one of these posts. */
export async function contactsOfPosts(db: Reader, postIds: readonly string[]): Promise<string[]> {
  if (postIds.length === 0) return []
  const rows = await db
    .selectFrom('contactPosts')
    .select('contactId')
    .where('id', 'in', listed(postIds))
    .execute()
  return rows.map(({ contactId }) => contactId)
}

/** People who hold or held a post at one of these enterprises. */
export async function contactsAtEnterprises(db: Reader, enterpriseIds: readonly string[]): Promise<string[]> {
  if (enterpriseIds.length === 0) return []
  const rows = await db
    .selectFrom('contactPosts')
    .select('contactId')
    .where('enterpriseId', 'in', listed(enterpriseIds))
    .execute()
  return rows.map(({ contactId }) => contactId)
}

/** All posts of a contact with the names of the enterprises, the present ones first. */
export async function postsOf(db: Reader, contactId: string): Promise<ContactDetail['posts']> {
  return db
    .selectFrom('contactPosts as p')
    .leftJoin('enterprises as e', 'e.id', 'p.enterpriseId')
    .selectAll('p')
    .select('e.name as enterpriseName')
    .where('p.contactId', '=', contactId)
    .orderBy('p.toDate', (order) => order.desc().nullsFirst())
    .orderBy('p.fromDate', (order) => order.desc().nullsLast())
    .orderBy('p.id')
    .execute()
}

/** Visits at which a contact was present, newest first. */
export async function visitsWithContact(db: Reader, contactId: string): Promise<ContactDetail['visits']> {
  return db
    .selectFrom('visits as v')
    .leftJoin('enterprises as e', 'e.id', 'v.enterpriseId')
    .select(['v.id', 'v.occurredOn', 'e.name as enterpriseName'])
    .where('v.id', 'in', (eb) =>
      eb.selectFrom('visitPeople').select('visitId').where('personId', '=', contactId),
    )
    .orderBy('v.occurredOn', 'desc')
    .orderBy('v.id', 'desc')
    .limit(200)
    .execute()
}

/** People who hold or held a post at the enterprises, with these posts. */
export async function contactsOfEnterprises(
  db: Reader,
  enterpriseIds: readonly string[],
): Promise<{ contacts: Contact[]; posts: ContactPost[] }> {
  const ids = sql<string>`(select value from json_each(${JSON.stringify(enterpriseIds)}))`
  const posts = await db
    .selectFrom('contactPosts')
    .selectAll()
    .where('enterpriseId', 'in', ids)
    .orderBy('toDate', (order) => order.desc().nullsFirst())
    .orderBy('id')
    .execute()
  const contacts = await db
    .selectFrom('contacts')
    .selectAll()
    .where('id', 'in', (eb) =>
      eb.selectFrom('contactPosts').select('contactId').where('enterpriseId', 'in', ids),
    )
    .orderBy('pinyin')
    .orderBy('id')
    .execute()
  return { contacts, posts }
}

/**
 * People with telephones and where they have a post, by their ids from one on.
 * @returns the id to go on from, null when that was the last
 */
export async function phoneHoldersAfter(
  db: Reader,
  after: string,
  limit: number,
): Promise<{ readonly holders: PhoneHolder[]; readonly last: string | null }> {
  const page = await db
    .selectFrom('contacts')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  const last = page.at(-1)?.id
  if (last === undefined) return { holders: [], last: null }
  const holders = await db
    .selectFrom('contacts as c')
    .innerJoin('contactPosts as p', 'p.contactId', 'c.id')
    .innerJoin('enterprises as e', 'e.id', 'p.enterpriseId')
    .select(['c.name as person', 'c.phones', 'e.id as enterpriseId', 'e.name as enterprise'])
    .where('c.id', '>', after)
    .where('c.id', '<=', last)
    .where('p.toDate', 'is', null)
    .where(sql<boolean>`json_array_length(c.phones) > 0`)
    .orderBy('c.id')
    .execute()
  return { holders, last: page.length < limit ? null : last }
}
