import { openRaw } from '../../electron/data/database/connection.ts'
import type { RawDatabase } from '../../electron/data/database/driver.ts'
import { columnsOf, type EntityColumns, snakeCase } from '../../electron/data/record/entity-columns.ts'
import { localColumns, localValues } from '../../electron/data/record/local-columns.ts'
import { searchTextOf } from '../../electron/data/record/search-text.ts'
import { digestOf, wordsOf } from '../../electron/data/search/document.ts'
import { numbersOf } from '../../electron/data/search/search-index.ts'
import { hlcOf } from '../../shared/sync/hlc.ts'
import type { Made } from './library.ts'

/** Writes records into a store that has none of them. */
export interface BulkWriter {
  /** Rows with the stamps of one operation each, spelled and in the search index, in the order of their ids. */
  write(table: string, all: readonly Made[]): void
}

const node = '00000000000000aa'
const scope = 'unit:bench'
const filled = ['enterprises', 'contacts', 'contact_posts', 'visits', 'visit_people']

/**
 * Writes hundreds of thousands of records into a closed store in some seconds: in one transaction without a journal,
 * its indexes made afterwards and what triggers keep up to date worked out at once. A process that ends meanwhile
 * leaves a broken file: whoever keeps it makes it aside and moves it into place.
 */
export function writeInBulk(
  { file, key }: { readonly file: string; readonly key: Uint8Array },
  work: (writer: BulkWriter) => void,
): void {
  const raw = openRaw(file, key, { create: false })
  try {
    for (const pragma of ['journal_mode = MEMORY', 'synchronous = OFF', 'secure_delete = OFF', 'threads = 2'])
      raw.pragma(pragma)
    // Every page is encrypted once, when it is written at the end.
    raw.pragma('cache_size = -2000000')
    raw.transaction(() => {
      const later = setAside(raw)
      raw.exec(`insert into search_index (search_index, rank) values ('hashsize', ${2 ** 27})`)
      work({ write: (table, all) => writeAll(raw, table, all) })
      raw.exec(`insert into search_index (search_index, rank) values ('hashsize', ${2 ** 20})`)
      for (const { sql } of later.filter(({ type }) => type === 'index')) raw.exec(sql)
      raw.exec(keptByTriggers)
      for (const { sql } of later.filter(({ type }) => type === 'trigger')) raw.exec(sql)
    })()
    raw.pragma('analysis_limit = 1000')
    raw.exec('analyze')
    raw.pragma('journal_mode = WAL')
  } finally {
    raw.close()
  }
}

/** What the triggers on visits would have done one by one. */
const keptByTriggers = `
UPDATE enterprises SET (last_visit_on, visit_count) = (known.day, known.visits)
FROM (SELECT enterprise_id, max(occurred_on) AS day, count(*) AS visits FROM visits GROUP BY enterprise_id) known
WHERE known.enterprise_id = enterprises.id;
INSERT OR IGNORE INTO visit_people (person_id, visit_id)
SELECT person.value ->> '$.personId', visits.id FROM visits, json_each(visits.their_people) person
WHERE person.value ->> '$.personId' IS NOT NULL ORDER BY 1, 2;
`

interface SetAside {
  readonly type: string
  readonly sql: string
}

function setAside(raw: RawDatabase): SetAside[] {
  const rows = raw
    .prepare(
      `select type, name, sql from sqlite_master where sql is not null and type in ('index', 'trigger')
       and tbl_name in (select value from json_each(?))`,
    )
    .all(JSON.stringify(filled))
  return rows.map((row) => {
    const { type, name, sql } = row as { type: string; name: string; sql: string }
    raw.exec(`drop ${type} "${name}"`)
    return { type, sql }
  })
}

function writeAll(raw: RawDatabase, table: string, all: readonly Made[]): void {
  const columns = columnsOf(table)
  if (!columns || !all[0]) return
  const fields = Object.keys(all[0].values).sort()
  const local = localColumns[table] ?? []
  const kinds = fields.map((field) => columns.byName.get(field))
  const absent = columns.fields.filter(({ field, absent }) => absent !== null && !fields.includes(field))
  const names = [
    ...['id', 'updated_by', 'updated_at', ...kinds.map((column) => column?.column ?? '')],
    ...[...absent.map(({ column }) => column), ...local],
  ]
  const constants = absent.map(({ kind, absent }) => bound(kind === 'json' ? JSON.stringify(absent) : absent))
  const row = prepared(raw, snakeCase(table), names)
  const clocksRow = prepared(raw, 'record_clocks', ['table_name', 'record_id', 'clocks', 'life'])
  const member = prepared(raw, 'membership', ['table_name', 'record_id', 'scope'])
  const numbered = indexWriter(raw, columns)
  const clocksOf = clocksWith(columns, fields)
  for (const { id, values } of all) {
    const stamp = hlcOf(Date.parse(String(values.createdAt)), 0, node)
    const by = String(values.createdBy)
    const updatedAt = new Date(Date.parse(String(values.createdAt))).toISOString()
    const cells = fields.map((field, at) => {
      const value = values[field] ?? null
      return bound(kinds[at]?.kind === 'json' ? JSON.stringify(value) : value)
    })
    row.run(id, by, updatedAt, ...cells, ...constants, ...localValues(table, values))
    clocksRow.run(table, id, clocksOf(stamp, by), 'alive')
    member.run(table, id, scope)
    numbered(id, values, updatedAt)
  }
}

const bound = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value)

function prepared(raw: RawDatabase, table: string, names: readonly string[]) {
  const columns = names.map((name) => `"${name}"`).join(', ')
  return raw.prepare(`insert into "${table}" (${columns}) values (${names.map(() => '?').join(', ')})`)
}

function clocksWith({ entity }: EntityColumns, fields: readonly string[]) {
  const sets = fields.filter((field) => entity.allFields[field]?.merge === 'set')
  const e = sets.length === 0 ? {} : { e: Object.fromEntries(sets.map((field) => [field, 0])) }
  const f = Object.fromEntries(fields.map((field) => [field, 0]))
  return (stamp: string, by: string) => JSON.stringify({ s: [[stamp, by]], f, ...e })
}

/** Puts records into the search index in the order of their numbers, which is the quickest. */
function indexWriter(raw: RawDatabase, columns: EntityColumns) {
  const doc = prepared(raw, 'search_docs', ['rowid', 'table_name', 'record_id', 'digest'])
  const words = prepared(raw, 'search_index', ['rowid', 'words'])
  const counts = new Map<number, number>()
  return (id: string, values: Made['values'], updatedAt: string) => {
    const document = searchTextOf(columns, values, updatedAt)
    if (!document) return
    const count = counts.get(document.day) ?? 0
    counts.set(document.day, count + 1)
    const { first } = numbersOf(document.kind, { from: document.day, to: document.day })
    doc.run(first + count, columns.entity.table, id, digestOf(document))
    words.run(first + count, wordsOf(document).join(' '))
  }
}
