import { sql } from 'kysely'
import type { Database } from '../../server/database/open-database.ts'

/** Copies every table aside, as a backup of the database does. */
export async function keepState(db: Database): Promise<void> {
  await sql`drop schema if exists kept cascade`.execute(db)
  await sql`create schema kept`.execute(db)
  for (const name of await tables(db))
    await sql`create table ${sql.id('kept', name)} as select * from ${sql.id('public', name)}`.execute(db)
}

/** Puts every table back to what was copied aside. */
export async function backToKept(db: Database): Promise<void> {
  const names = await tables(db)
  await db.transaction().execute(async (tx) => {
    // The audit log refuses changes by a trigger, and tables refer to each other.
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const name of names) {
      await sql`delete from ${sql.id('public', name)}`.execute(tx)
      await sql`insert into ${sql.id('public', name)} overriding system value select * from ${sql.id('kept', name)}`.execute(
        tx,
      )
    }
  })
}

async function tables(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}
