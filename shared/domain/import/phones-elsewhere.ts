import { phoneKey } from '../duplicates.ts'
import type { PlannedRow } from './plan.ts'
import type { RowReading } from './row.ts'
import { remark } from './values.ts'

/** Somebody at an enterprise of the store who is reached by telephones. */
export interface PhoneHolder {
  readonly enterpriseId: string
  readonly enterprise: string
  readonly person: string
  readonly phones: readonly string[]
}

/** Who of the store is reached by the telephones of a file, by the number as spellings of it are compared. */
export type PhoneHolders = ReadonlyMap<string, readonly PhoneHolder[]>

/** Fewer digits are no number that could be told from another. */
const leastDigits = 7
/** More than one says no more. */
const mostHolders = 3

const keysOf = (phones: readonly string[]) => phones.map(phoneKey).filter((key) => key.length >= leastDigits)

/** The telephones that rows hold, to be looked for in the store. */
export function phonesOf(readings: readonly RowReading[]): Set<string> {
  return new Set(readings.flatMap(({ contact }) => keysOf(contact?.phones ?? [])))
}

/** Adds those of some holders whose telephone is among those looked for. */
export function addHolders(
  found: Map<string, PhoneHolder[]>,
  wanted: ReadonlySet<string>,
  holders: readonly PhoneHolder[],
): void {
  for (const holder of holders)
    for (const key of keysOf(holder.phones)) {
      if (!wanted.has(key)) continue
      const known = found.get(key) ?? []
      if (known.length < mostHolders) found.set(key, [...known, holder])
    }
}

/**
 * Points out of rows that would be written those whose telephone stands at another enterprise of the store: the firm
 * under another name, somebody who has moved, or a slip of the pen. A number that stands at the row's own enterprise
 * too says nothing.
 */
export function warnOfPhones(rows: readonly PlannedRow[], holders: PhoneHolders): readonly PlannedRow[] {
  if (holders.size === 0) return rows
  return rows.map((row) => {
    if (row.verdict !== 'new' && row.verdict !== 'update' && row.verdict !== 'merge') return row
    const own = row.enterprise?.kind === 'known' ? row.enterprise.id : null
    for (const phone of row.reading.contact?.phones ?? []) {
      const known = holders.get(phoneKey(phone)) ?? []
      const [other] = known
      if (!other || known.some(({ enterpriseId }) => enterpriseId === own)) continue
      const about = { phone, name: other.enterprise, person: other.person }
      return { ...row, remarks: [remark('phone-elsewhere', about), ...row.remarks] }
    }
    return row
  })
}
