import type { FeedPage } from './feed-page.ts'

type Scopes = FeedPage['scopes']

/**
 * Cuts a page into parts that are applied one after the other, each in a transaction for which the user's calls wait.
 * The changes keep their order, so a cursor stands behind each part as it would behind a smaller page. Two kinds of pages
 * are not cut: where a record leaves one scope and stands in another, it would be out of sight between the two, with its
 * conflicts; and what belongs to a whole operation is held as cheaply at once, and applied at once in any case.
 * @param most changes of one part
 */
export function partsOf(scopes: Scopes, most: number): readonly Scopes[] {
  if (hasWholes(scopes) || hasMoving(scopes)) return [scopes]
  const parts: Scopes[] = []
  let part: Scopes = []
  let room = most
  for (const { changes, ...scope } of scopes) {
    let from = 0
    do {
      const some = changes.slice(from, from + room)
      part.push({ ...scope, changes: some })
      from += some.length
      room -= some.length
      if (room > 0) continue
      parts.push(part)
      part = []
      room = most
    } while (from < changes.length)
  }
  return part.length > 0 ? [...parts, part] : parts
}

function hasWholes(scopes: Scopes): boolean {
  return scopes.some(({ changes }) =>
    changes.some((change) => typeof change === 'object' && change !== null && 'group' in change),
  )
}

function hasMoving(scopes: Scopes): boolean {
  const leaving = new Set(scopes.flatMap(({ changes }) => changes.filter(isLeave).map(recordOf)))
  if (leaving.size === 0) return false
  const seenIn = new Map<string, string>()
  for (const { scope, changes } of scopes)
    for (const change of changes) {
      const record = recordOf(change)
      if (record === null || !leaving.has(record)) continue
      if ((seenIn.get(record) ?? scope) !== scope) return true
      seenIn.set(record, scope)
    }
  return false
}

function isLeave(change: unknown): boolean {
  return typeof change === 'object' && change !== null && 'kind' in change && change.kind === 'leave'
}

/** The record of a change that nobody has judged yet; null where it names none. */
function recordOf(change: unknown): string | null {
  if (typeof change !== 'object' || change === null) return null
  if ('op' in change) return recordOf(change.op)
  if ('record' in change) return recordOf(change.record)
  return 'table' in change && 'id' in change ? `${change.table} ${change.id}` : null
}
