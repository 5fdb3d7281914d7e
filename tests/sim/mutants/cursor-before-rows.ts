import { readMeta } from '../../../electron/data/database/meta.ts'
import type { Reader } from '../../../electron/data/database/schema.ts'
import {
  type cursors as originalCursors,
  removeCursor as originalRemove,
  setCursor as originalSet,
} from '../../../electron/data/queries/sync.ts'

/** Cursors of each laptop in a file of their own, so to say: written at once, whatever becomes of the transaction. */
const aside = new Map<string, Map<string, { seq: number; head: number }>>()

async function cursorsOf(db: Reader): Promise<Map<string, { seq: number; head: number }>> {
  const account = JSON.parse((await readMeta(db, 'account')) ?? '{}')
  // The address names laptop, start and run.
  const laptop = String(account.serverUrl).replace(/-\d+\./, '.')
  const known = aside.get(laptop) ?? new Map<string, { seq: number; head: number }>()
  aside.set(laptop, known)
  return known
}

export const cursors: typeof originalCursors = async (db) =>
  [...(await cursorsOf(db))].map(([scope, cursor]) => ({ scope, ...cursor }))

export const setCursor: typeof originalSet = async (tx, scope, seq, head) => {
  const known = await cursorsOf(tx)
  known.set(scope, { seq, head })
  await originalSet(tx, scope, seq, head)
}

export const removeCursor: typeof originalRemove = async (tx, scope) => {
  const known = await cursorsOf(tx)
  known.delete(scope)
  await originalRemove(tx, scope)
}
