import type { EnterpriseSuggestion } from '#shared/contract/enterprises.ts'
import type { Reader } from '../database/schema.ts'
import { enterprisesCalled, latelyVisited, unspelledNamed } from '../queries/enterprises.ts'
import { plainText } from '../queries/spelling.ts'
import { find } from './find.ts'
import { unlimited } from './saying.ts'

/** Of so many best hits the lately visited come first; where there are more, of so many visited last. */
const hitsRanked = 60
const visitsRanked = 300

/**
 * What a name field offers: the typed text at the beginning of a name, short name, pinyin or initials before the
 * same inside, lately visited enterprises before others. Nothing typed: the lately visited ones.
 */
export async function suggestEnterprises(
  db: Reader,
  text: string,
  limit: number,
): Promise<EnterpriseSuggestion[]> {
  const plain = plainText(text)
  if (plain === '') return text.trim() === '' ? latelyVisited(db, limit) : []
  const [found] = await find(db, { ...unlimited, text: plain, tables: ['enterprises'], limit: hitsRanked })
  const ids = found?.hits.map(({ record }) => record.id) ?? []
  const lately = found?.more ? visitsRanked : 0
  const called = await enterprisesCalled(db, plain, { ids, lately, limit })
  return called.length < limit
    ? [...called, ...(await unspelledNamed(db, plain, limit - called.length))]
    : called
}
