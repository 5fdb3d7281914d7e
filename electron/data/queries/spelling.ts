import { type RawBuilder, sql } from 'kysely'

/** A text as the column `nameNorm` has names: NFKC, lower case, without spaces and punctuation. */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * Ids of the enterprises whose name, short name, initials, pinyin or credit code contain a text, as a
 * subquery that reads one index and no row. One latin letter alone is looked for at the beginning only: it stands
 * somewhere in nearly every name.
 */
export function enterprisesSpelled(text: string): RawBuilder<string> {
  const plain = plainText(text)
  // Those received in bulk whose spelling is not made yet stand together at the beginning of the index.
  return sql<string>`(
    select id from enterprises where ${sql.join(placesOf(plain), sql` or `)}
    union all
    select id from enterprises where name_norm is null and ${plain} <> '' and instr(lower(name), ${plain}) > 0
  )`
}

/** Conditions under which an enterprise is called so; of a single table `enterprises`. */
export function placesOf(plain: string): RawBuilder<boolean>[] {
  if (plain === '') return [sql<boolean>`false`]
  const isLatin = /^[a-z0-9]+$/.test(plain)
  if (isLatin && plain.length === 1)
    return [sql`instr(name_norm, ${plain}) = 1`, sql`instr(initials, ${plain}) = 1`]
  const places: RawBuilder<boolean>[] = [
    sql`instr(name_norm, ${plain}) > 0`,
    sql`instr(short_name, ${plain}) > 0`,
  ]
  if (!isLatin) return places
  return [
    ...places,
    sql`instr(initials, ${plain}) > 0`,
    sql`instr(pinyin, ${plain}) > 0`,
    sql`instr(uscc, ${plain.toUpperCase()}) > 0`,
  ]
}
