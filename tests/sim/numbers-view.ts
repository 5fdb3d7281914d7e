import { sql } from 'kysely'
import { entities, type TableName } from '#shared/domain/entities.ts'
import { safetyOf } from '../../electron/data/queries/safety.ts'
import { recordsBySafety } from '../../electron/data/queries/sync-centre.ts'
import { Violation } from './ledger.ts'
import type { SimDevice } from './sim-device.ts'

const counted = (Object.keys(entities) as TableName[]).filter(
  (table) => entities[table].mergeClass !== 'published',
)

/**
 * The sync centre counts as on the server what is marked so wherever it is shown. It counts by taking away from the
 * number of rows; here every row is looked at.
 * @throws Violation
 */
export async function checkNumbers(device: SimDevice): Promise<void> {
  await device.store().read(async (db) => {
    const marks = sql.join(
      counted.map(
        (table) => sql`select ${safetyOf(table, `${table}.id`)} as safety from ${sql.table(table)}`,
      ),
      sql` union all `,
    )
    const { n } = await db
      .selectFrom(sql<{ safety: string }>`(${marks})`.as('rows'))
      .select((column) => column.fn.countAll<number>().as('n'))
      .where('safety', '=', 'uploaded')
      .executeTakeFirstOrThrow()
    const { uploaded } = await recordsBySafety(db)
    if (uploaded !== n)
      throw new Violation(
        `I1: ${device.name} counts ${uploaded} records as on the server, ${n} are marked so`,
      )
  })
}
