import type { Migration } from './migration.ts'

/**
 * Keeps the values of what was deleted and of what waits in tables with row numbers: in a table without, a row of
 * over a thousand bytes takes a page of its own, which made an undoing of many records write five times its size.
 */
export const roomyTables: Migration = {
  version: 19,
  name: 'roomy-tables',
  up: (database) => {
    for (const [table, column] of [
      ['base', 'state'],
      ['graveyard', 'values_json'],
    ])
      database.exec(`
        ALTER TABLE ${table} RENAME TO narrow_${table};
        CREATE TABLE ${table} (
          table_name TEXT NOT NULL, record_id TEXT NOT NULL, ${column} TEXT NOT NULL,
          PRIMARY KEY (table_name, record_id)
        ) STRICT;
        INSERT INTO ${table} SELECT table_name, record_id, ${column} FROM narrow_${table};
        DROP TABLE narrow_${table};
      `)
  },
}
