import type { Migration } from './migration.ts'

/**
 * Keeps the acknowledged operations in a table with row numbers. Without them a row of over a thousand bytes, as
 * most operations are, took a page of its own: half of what a laptop wrote while it handed in weeks of work.
 */
export const roomyJournal: Migration = {
  version: 28,
  name: 'roomy-journal',
  up: (database) => {
    database.exec(`
      DROP INDEX acked_journal_by_time;
      ALTER TABLE acked_journal RENAME TO narrow_journal;
      CREATE TABLE acked_journal (
        op_id TEXT PRIMARY KEY NOT NULL, local_seq INTEGER NOT NULL, op TEXT NOT NULL, result TEXT NOT NULL,
        acked_at TEXT NOT NULL
      ) STRICT;
      INSERT INTO acked_journal SELECT op_id, local_seq, op, result, acked_at FROM narrow_journal;
      DROP TABLE narrow_journal;
      CREATE INDEX acked_journal_by_time ON acked_journal (acked_at);
    `)
  },
}
