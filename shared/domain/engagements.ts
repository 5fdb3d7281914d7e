import { z } from 'zod'
import { firmKey } from './duplicates.ts'
import { defineEntity, textOf } from './entity.ts'
import { orgScope } from './scopes.ts'

const Key = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'invalid')
  .nullable()
  .default(null)

/**
 * 接洽: that a unit (`unitId`) is talking with an enterprise, for the whole organisation to see, and nothing else of
 * it. The enterprise is named only by keyed digests of its credit code and its name, so the list tells who talks with
 * a firm to somebody who names the firm, and names none. Kept by the server; see ADR 0016.
 */
export const engagements = defineEntity({
  table: 'engagements',
  mergeClass: 'published',
  fields: { usccKey: textOf(Key), nameKey: textOf(Key) },
  scopes: () => [orgScope],
})

/** Statuses of an enterprise with which its unit is in contact. */
export const engagedStatuses = ['contacted', 'talks', 'cooperating'] as const

/** Cores so long name one firm wherever it sits; a shorter one (汽车) does so only with its place. */
const leastTelling = 4

/** What of an enterprise is digested: its credit code, and its name without form and place. */
export function engagementTexts(
  name: string,
  uscc: string | null,
): { readonly uscc: string | null; readonly name: string | null } {
  const { core, place } = firmKey(name)
  const telling = Array.from(core).length
  return {
    uscc: uscc === null ? null : `uscc:${uscc}`,
    name: telling < 2 ? null : `name:${telling >= leastTelling ? core : `${place ?? ''}/${core}`}`,
  }
}
