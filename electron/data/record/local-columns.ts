import type { Json } from '#shared/sync/op.ts'
import { normaliseName, spellingOf } from '../search/pinyin.ts'

/** Columns of a table that this device computes from the record, by their names in the table. */
export const localColumns: Readonly<Record<string, readonly string[]>> = {
  enterprises: ['name_norm', 'pinyin', 'initials'],
  contacts: ['pinyin', 'initials'],
}

/** Values of a record's `localColumns`, in their order. */
export function localValues(
  table: string,
  values: Readonly<Record<string, Json>>,
): readonly (string | null)[] {
  if (!Object.hasOwn(localColumns, table)) return []
  const name = typeof values.name === 'string' ? values.name : ''
  const { pinyin, initials } = spellingOf(name, table === 'contacts')
  return table === 'enterprises' ? [normaliseName(name), pinyin, initials] : [pinyin, initials]
}
