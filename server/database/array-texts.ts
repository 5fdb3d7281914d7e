import { type RawBuilder, sql } from 'kysely'

/*
 * Arrays as one text each, as PostgreSQL writes them. The driver would escape each element by itself, which costs a
 * push of many operations more than its merge.
 */

/** Identifiers that are known to be some. */
export function uuids(values: readonly (string | null)[]): RawBuilder<string[]> {
  return sql<string[]>`${literal(values)}::uuid[]`
}

export function integers(values: readonly (number | null)[]): RawBuilder<number[]> {
  return sql<number[]>`${literal(values)}::bigint[]`
}

/** Texts, best such of which many are equal or short. */
export function texts(values: readonly (string | null)[]): RawBuilder<string[]> {
  // Of most columns one value follows itself many times.
  let last: string | null = null
  let lastQuoted: string | null = null
  const written = values.map((value) => {
    if (value !== last) {
      last = value
      lastQuoted = value === null ? null : quoted(value)
    }
    return lastQuoted
  })
  return sql<string[]>`${literal(written)}::text[]`
}

const literal = (values: readonly (string | number | null)[]) =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`

const quoted = (text: string) => `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`
