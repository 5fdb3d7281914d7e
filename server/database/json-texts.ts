import { type RawBuilder, sql } from 'kysely'

/**
 * JSON texts as one parameter that PostgreSQL takes as an array of text. A line break cannot stand in JSON but
 * escaped, so it parts them; in an array literal each quotation mark would have to be escaped, and taken out again.
 */
export function jsonTexts(texts: readonly string[]): RawBuilder<string[]> {
  return sql<string[]>`string_to_array(${texts.join('\n')}::text, e'\n')`
}
