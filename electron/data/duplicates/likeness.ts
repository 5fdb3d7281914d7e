import { type Firm, firmKey, type Person } from '#shared/domain/duplicates.ts'
import { fold } from '../search/fold.ts'
import { spellingOf } from '../search/pinyin.ts'

/** An enterprise as it is compared: folded, with the sound of its name. */
export function asFirm(row: {
  readonly name: string | null
  readonly shortName: string | null
  readonly uscc: string | null
  readonly city: string | null
}): Firm {
  const name = fold(row.name ?? '')
  const shortName = row.shortName === null ? null : fold(row.shortName)
  return {
    name,
    shortName,
    uscc: row.uscc,
    city: row.city,
    sound: spellingOf(firmKey(name).core).pinyin,
    shortSound: shortName === null ? '' : spellingOf(firmKey(shortName).core).pinyin,
  }
}

/** A person as one is compared. */
export function asPerson(row: {
  readonly name: string | null
  readonly phones: readonly string[] | null
  readonly enterpriseIds: readonly string[]
}): Person {
  const name = fold(row.name ?? '').replace(/\s/g, '')
  return {
    name,
    phones: row.phones ?? [],
    enterpriseIds: row.enterpriseIds,
    sound: spellingOf(name, true).pinyin,
  }
}
