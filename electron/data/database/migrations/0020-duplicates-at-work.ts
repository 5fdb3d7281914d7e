import type { Migration } from './migration.ts'

/** What a merge replaced travels with the record that was kept; duplicates are looked for all the time. */
export const duplicatesAtWork: Migration = {
  version: 20,
  name: 'duplicates-at-work',
  up: (database) => {
    database.exec(tables)
    database.exec(enqueuing)
  },
}

const tables = `
ALTER TABLE enterprises ADD COLUMN merged_from TEXT;
ALTER TABLE contacts ADD COLUMN merged_from TEXT;
-- Records that changed since duplicates were last looked for.
CREATE TABLE duplicate_queue (
  table_name TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (table_name, record_id)
) STRICT, WITHOUT ROWID;
-- Under which digests of code, name, sound and telephone a record has been found. A key that no longer holds costs one
-- comparison and goes when it is met.
CREATE TABLE duplicate_keys (
  key INTEGER NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (key, record_id)
) STRICT, WITHOUT ROWID;
`

// Not "or ignore": how the statement that sets off a trigger treats conflicts holds inside the trigger as well.
const put = (table: string, id: string) =>
  `INSERT INTO duplicate_queue (table_name, record_id) SELECT '${table}', ${id}
   WHERE NOT EXISTS (SELECT 1 FROM duplicate_queue WHERE table_name = '${table}' AND record_id = ${id});`

const on = (event: string, table: string, what: string, when = '') =>
  `CREATE TRIGGER duplicates_${table}_${event.split(' ')[0]?.toLowerCase()} AFTER ${event} ON ${table} ${when} BEGIN ${what} END;`

const changed = (columns: readonly string[]) =>
  `WHEN ${columns.map((column) => `old.${column} IS NOT new.${column}`).join(' OR ')}`

const triggersOf = (table: string, columns: readonly string[]) => [
  on('INSERT', table, put(table, 'new.id')),
  on(`UPDATE OF ${columns.join(', ')}`, table, put(table, 'new.id'), changed(columns)),
  on('DELETE', table, put(table, 'old.id')),
]

const posts = ['contact_id', 'enterprise_id']

/** Whatever writes a row, only what tells one record from another makes it be looked at anew. */
const enqueuing = [
  ...triggersOf('enterprises', ['name', 'short_name', 'uscc', 'city']),
  ...triggersOf('contacts', ['name', 'phones']),
  on('INSERT', 'contact_posts', put('contacts', 'new.contact_id'), 'WHEN new.contact_id IS NOT NULL'),
  on(`UPDATE OF ${posts.join(', ')}`, 'contact_posts', put('contacts', 'new.contact_id'), changed(posts)),
].join('\n')
