import { sql } from 'kysely'
import type { Store } from '../../electron/data/database/open-database.ts'

/**
 * What is not what a user has but how it came and where it is on its way: operations and their undoing, clocks and
 * graves (others must learn of them), the feed's bookkeeping, this device's list of imports, and what is still to be
 * looked through for duplicates (its keys may be stale by design, see migration 0020).
 */
const bookkeeping = new Set([
  ...['outbox', 'base', 'group_ops', 'acked_journal', 'record_clocks', 'graveyard', 'meta'],
  ...['membership', 'cursors', 'held_changes', 'unplaced', 'sync_log', 'import_batches', 'import_mappings'],
  ...['duplicate_queue', 'duplicate_keys', 'search_docs'],
])
/** When a record was last touched, and by whom: an undoing is a touch. */
const touch = new Set(['updated_at', 'updated_by'])

/**
 * All that a store holds for its user, byte for byte: every row of every table but the bookkeeping by table and key,
 * and every word of the search index by record.
 */
export async function dumpOf(store: Store): Promise<Map<string, string>> {
  const dump = new Map<string, string>()
  await store.read(async (db) => {
    const { rows: tables } = await sql<{ name: string }>`
      select name from sqlite_master where type = 'table' and name not like 'sqlite_%'
        and name not like 'search_index%'`.execute(db as never)
    for (const { name } of tables) {
      if (bookkeeping.has(name)) continue
      const { rows: columns } = await sql<{ name: string; pk: number }>`
        select name, pk from pragma_table_info(${name})`.execute(db as never)
      const named = columns.filter((column) => !touch.has(column.name))
      // As text, so that no plugin reads it as anything else.
      const { rows } = await sql<{ key: string; line: string }>`
        select json_array(${sql.join(columns.filter(({ pk }) => pk > 0).map((column) => sql.raw(`"${column.name}"`)))}) as key,
          json_object(${sql.join(named.map((column) => sql.raw(`'${column.name}', ${cell(column.name)}`)))}) as line
        from ${sql.raw(`"${name}"`)}`.execute(db as never)
      for (const { key, line } of rows) dump.set(`${name} ${key}`, line)
    }
    await sql`create virtual table if not exists temp.words_of_index
      using fts5vocab('main', 'search_index', 'instance')`.execute(db as never)
    const { rows: words } = await sql<{ key: string; line: string }>`
      select 'search ' || coalesce(d.table_name || ' ' || d.record_id, 'of nothing') as key,
        group_concat(w.term, ' ' order by w.term) as line
      from temp.words_of_index w left join search_docs d on d.rowid = w.doc group by w.doc`.execute(
      db as never,
    )
    for (const { key, line } of words) dump.set(key, line)
    const { rows: docs } = await sql<{ key: string }>`
      select 'search ' || table_name || ' ' || record_id as key from search_docs`.execute(db as never)
    for (const { key } of docs) if (!dump.has(key)) dump.set(key, 'no word')
  })
  return dump
}

const cell = (column: string) =>
  `case typeof("${column}") when 'blob' then hex("${column}") else "${column}" end`

/** Keys of what differs between two dumps. */
export function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort()
}
