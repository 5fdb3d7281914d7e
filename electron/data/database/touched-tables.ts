/** Tables that a piece of work read and wrote, by their names in the code (`contactPosts`). */
export interface TouchedTables {
  readonly read: Set<string>
  readonly written: Set<string>
}

export const noTables = (): TouchedTables => ({ read: new Set(), written: new Set() })

const writePattern = /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|replace\s+into|update|delete\s+from)\s+"?(\w+)"?/i
const readPattern = /\b(?:from|join)\s+"?(\w+)"?/gi

/** What triggers keep up to date from visits: whoever reads it reads visits. */
const keptFromVisits = /\b(?:last_visit_on|visit_count|visit_people)\b/

/**
 * Tables of one statement. It reads the text that SQLite gets, so raw `sql` fragments are seen as well; names of
 * common table expressions come along and match no table.
 */
export function tablesOf(sql: string): { readonly read: readonly string[]; readonly written: string | null } {
  const written = writePattern.exec(sql)?.[1] ?? null
  const read = Array.from(sql.matchAll(readPattern), ([, name = '']) => camelCase(name))
  if (keptFromVisits.test(sql)) read.push('visits')
  return { read, written: written === null ? null : camelCase(written) }
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
