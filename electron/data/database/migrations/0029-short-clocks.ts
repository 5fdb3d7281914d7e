import type { Migration } from './migration.ts'

/**
 * Records that were written alike share the larger part of their clocks: `record_clocks.clocks` may be the number of
 * that part and the record's own stamp (database/stored-clocks.ts). What is here already stays as it is.
 */
export const shortClocks: Migration = {
  version: 29,
  name: 'short-clocks',
  up: (database) => {
    database.exec(table)
    // Names are found by the index of spellings, which begins with the same column.
    database.exec('DROP INDEX IF EXISTS enterprises_by_norm')
  },
}

const table = `
CREATE TABLE clock_shapes (id INTEGER PRIMARY KEY, rest TEXT NOT NULL UNIQUE) STRICT;
`
