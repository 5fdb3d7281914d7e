import type { Migration } from './migration.ts'

/** Own changes that went to a teammate before the server had them: who has them too, since when. */
export const handedOver: Migration = {
  version: 7,
  name: 'handed-over',
  up: (database) => {
    database.exec(
      'CREATE TABLE handed_over (op_id TEXT PRIMARY KEY NOT NULL, receiver TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID',
    )
  },
}
