/** What is known of one of two records that may be the same. */
export interface Known {
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
  /** How many other records name it: visits, posts, projects, ... */
  readonly named: number
}

/** What every record holds says nothing of how much is known. */
const bookkeeping = new Set([
  'unitId',
  'createdBy',
  'createdAt',
  'origin',
  'importBatchId',
  'mergedFrom',
  'mergedInto',
])
/** A hundred visits do not outweigh every field: they are found at whichever record is kept. */
const mostNamed = 20

/**
 * Which of two records is proposed to be kept: the one of which more is known, by its filled fields and the records
 * that name it; of equals the older one, under which others have known it longest.
 */
export function fullerOf<T extends Known>(a: T, b: T): T {
  const difference = fullness(a) - fullness(b)
  if (difference !== 0) return difference > 0 ? a : b
  return a.id <= b.id ? a : b
}

function fullness({ values, named }: Known): number {
  const filled = Object.entries(values).filter(([field, value]) => !bookkeeping.has(field) && isFilled(value))
  return filled.length + Math.min(named, mostNamed)
}

function isFilled(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return false
  return !(Array.isArray(value) && value.length === 0)
}
