import type { Reader } from '../database/schema.ts'
import { clocksText } from '../database/stored-clocks.ts'

export interface MemberClocks {
  readonly tableName: string
  readonly recordId: string
  /** Packed clocks of what stands in the row; null for a record of which only the server's copy is there. */
  readonly clocks: string | null
  /** What the server confirmed, where it differs from the row because operations wait. */
  readonly base: string | null
}

/** Some records of a scope with their clocks, in order, from behind `after` on. */
export async function clocksOfScope(
  db: Reader,
  scope: string,
  after: { readonly tableName: string; readonly recordId: string },
  limit: number,
): Promise<MemberClocks[]> {
  return db
    .selectFrom('membership')
    .leftJoin('recordClocks', (join) =>
      join
        .onRef('recordClocks.tableName', '=', 'membership.tableName')
        .onRef('recordClocks.recordId', '=', 'membership.recordId'),
    )
    .leftJoin('base', (join) =>
      join
        .onRef('base.tableName', '=', 'membership.tableName')
        .onRef('base.recordId', '=', 'membership.recordId'),
    )
    .select(['membership.tableName', 'membership.recordId', 'base.state as base'])
    .select(clocksText<string | null>().as('clocks'))
    .where('membership.scope', '=', scope)
    .where((column) =>
      column(
        column.refTuple('membership.tableName', 'membership.recordId'),
        '>',
        column.tuple(after.tableName, after.recordId),
      ),
    )
    .orderBy('membership.tableName')
    .orderBy('membership.recordId')
    .limit(limit)
    .execute()
}
