import { sql } from 'kysely'
import type { CommitmentRow, DemandRow, FollowUpRow } from '#shared/contract/promises.ts'
import type { Commitment } from '#shared/domain/commitments.ts'
import { type Demand, openDemandStates } from '#shared/domain/demands.ts'
import type { FollowUp } from '#shared/domain/follow-ups.ts'
import type { Reader } from '../database/schema.ts'
import type { PromiseQuery } from './promise-filter.ts'
import { anywhere, safetyOf } from './safety.ts'

interface Records {
  demands: Demand
  commitments: Commitment
  followUps: FollowUp
}
interface Rows {
  demands: DemandRow
  commitments: CommitmentRow
  followUps: FollowUpRow
}
/** The three kinds of things to be done: they are listed, counted and searched alike. */
export type PromiseTable = keyof Records

/** What differs between them, of a row `p`. */
const kinds = {
  demands: {
    texts: ['p.content', 'p.responsible'],
    isOpen: sql<boolean>`p.state in (${sql.join(openDemandStates)})`,
    isMine: (user: string) => sql<boolean>`p.created_by = ${user}`,
  },
  commitments: {
    texts: ['p.content', 'p.responsible', 'p.madeBy'],
    isOpen: sql<boolean>`p.fulfilled_on is null`,
    isMine: (user: string) => sql<boolean>`p.created_by = ${user}`,
  },
  followUps: {
    texts: ['p.title', 'p.owner'],
    isOpen: sql<boolean>`p.done_on is null`,
    /** What I am to do, and what I wrote down without naming anybody. */
    isMine: (user: string) =>
      sql<boolean>`(p.owner_id = ${user} or p.owner_id is null and p.owner is null and p.created_by = ${user})`,
  },
} as const

/** Those captured in the given visits. */
export async function promisesOfVisits<T extends PromiseTable>(
  db: Reader,
  table: T,
  visitIds: readonly string[],
): Promise<Records[T][]> {
  const rows: unknown = await rowsOf(db, table)
    .selectAll('p')
    .where('p.visitId', 'in', sql<string>`(select value from json_each(${JSON.stringify(visitIds)}))`)
    .orderBy('p.createdAt')
    .orderBy('p.id')
    .execute()
  return rows as Records[T][]
}

/** One page of the list, the one due first at the top. */
export async function promisesMatching<T extends PromiseTable>(
  db: Reader,
  table: T,
  filter: PromiseQuery,
): Promise<Omit<Rows[T], 'overdue'>[]> {
  const rows: unknown = await matching(db, table, filter)
    .leftJoin('enterprises as e', 'e.id', 'p.enterpriseId')
    .selectAll('p')
    .select(['e.name as enterpriseName', safetyOf(table, 'p.id').as('safety')])
    .orderBy('p.dueOn', (order) => order.asc().nullsLast())
    .orderBy('p.createdAt', 'desc')
    .orderBy('p.id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute()
  return rows as Omit<Rows[T], 'overdue'>[]
}

/** How many the filter finds. */
export async function countPromises(db: Reader, table: PromiseTable, filter: PromiseQuery): Promise<number> {
  const row = await matching(db, table, filter)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

/** A living follow-up, or undefined. */
export async function findFollowUp(db: Reader, id: string): Promise<FollowUp | undefined> {
  return db.selectFrom('followUps').selectAll().where('id', '=', id).executeTakeFirst()
}

function matching(db: Reader, table: PromiseTable, { text, enterpriseId, show, today, mine }: PromiseQuery) {
  const { texts, isOpen, isMine } = kinds[table]
  const part = anywhere(text)
  const said = texts.map((column) => sql`${sql.ref(column)} like ${part} escape '\\'`)
  return rowsOf(db, table)
    .$if(text.trim() !== '', (query) =>
      query.where(sql<boolean>`(
        ${sql.join(said, sql` or `)}
        or p.enterprise_id in (select id from enterprises where name like ${part} escape '\\')
      )`),
    )
    .$if(enterpriseId !== null, (query) => query.where('p.enterpriseId', '=', enterpriseId ?? ''))
    .$if(show !== 'all', (query) => query.where(isOpen))
    .$if(show === 'overdue', (query) => query.where('p.dueOn', '<', today))
    .$if(mine !== null, (query) => query.where(isMine(mine ?? '')))
}

/** The columns named here are those that the three have in common. */
function rowsOf(db: Reader, table: PromiseTable) {
  return db.selectFrom(`${table} as p` as 'demands as p')
}
