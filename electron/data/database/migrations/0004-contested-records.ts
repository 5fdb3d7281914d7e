import type { Migration } from './migration.ts'

/** Finds the records that were deleted while they were edited without reading through all clocks. */
export const contestedRecords: Migration = {
  version: 4,
  name: 'contested-records',
  up: (database) => {
    database.exec(
      "CREATE INDEX record_clocks_contested ON record_clocks (table_name, record_id) WHERE life = 'edited-while-deleted'",
    )
  },
}
