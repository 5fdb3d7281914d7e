import type { Reader, Writer } from '../database/schema.ts'

export interface PersonFreshness {
  readonly userId: string
  readonly syncedThrough: string | null
}

/** Keeps what the server says about everybody's devices, in place of what it said before. */
export async function saveFreshness(
  tx: Writer,
  people: readonly PersonFreshness[],
  asOf: string,
): Promise<void> {
  await tx.deleteFrom('freshness').execute()
  for (const { userId, syncedThrough } of people)
    await tx.insertInto('freshness').values({ userId, syncedThrough, asOf }).execute()
}

export interface MemberFreshness extends PersonFreshness {
  readonly name: string
  readonly asOf: string | null
}

/** The people of a trip who have an account, with the day up to which their work is in. */
export async function freshnessOfTrip(db: Reader, tripId: string): Promise<MemberFreshness[]> {
  return db
    .selectFrom('tripMembers')
    .leftJoin('users', 'users.id', 'tripMembers.userId')
    .leftJoin('freshness', 'freshness.userId', 'tripMembers.userId')
    .select((column) => [
      column.ref('tripMembers.userId').$notNull().as('userId'),
      column.fn.coalesce('users.name', 'tripMembers.name').as('name'),
      'freshness.syncedThrough',
      'freshness.asOf',
    ])
    .where('tripMembers.tripId', '=', tripId)
    .where('tripMembers.userId', 'is not', null)
    .groupBy('tripMembers.userId')
    .orderBy('tripMembers.rankOrder')
    .orderBy('tripMembers.name')
    .execute()
}

/** The active people of a unit, with the instant up to which their work is in. */
export async function freshnessOfUnit(db: Reader, unitId: string): Promise<MemberFreshness[]> {
  return db
    .selectFrom('users')
    .leftJoin('freshness', 'freshness.userId', 'users.id')
    .select(['users.id as userId', 'users.name', 'freshness.syncedThrough', 'freshness.asOf'])
    .where('users.unitId', '=', unitId)
    .where((column) =>
      column.or([column('users.inactive', 'is', null), column('users.inactive', '=', false)]),
    )
    .orderBy('users.rankOrder')
    .orderBy('users.name')
    .execute()
}
