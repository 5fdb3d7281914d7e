import { setTimeout as sleep } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import type { Database } from './open-database.ts'
import type { Tables } from './tables.ts'

export type Tx = Transaction<Tables>

const attempts = 6

/** Serialization failure, deadlock, lock timeout: the same transaction can succeed a moment later. */
const passing = new Set(['40001', '40P01', '55P03'])

/**
 * Runs one transaction and repeats it from the start when another one was in its way. `work` must have no effect
 * outside the transaction.
 */
export async function transact<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (attempt === attempts || !isPassing(error)) throw error
      await sleep(Math.random() * 20 * 2 ** attempt)
    }
  }
}

/** Also a record that another transaction made in the meantime: next time it is there and is read first. */
function isPassing(error: unknown): boolean {
  const isTaken =
    sqlState(error) === '23505' &&
    error instanceof Error &&
    'constraint' in error &&
    error.constraint === 'records_pkey'
  return isTaken || passing.has(sqlState(error) ?? '')
}

/** The five-character code that PostgreSQL gave an error, undefined when the error is none of its. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}

/** Whether an error means that the database could not be reached or cut the connection: trying again may help. */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined)
    return state.startsWith('08') || state.startsWith('57') || state.startsWith('53') || passing.has(state)
  if (!(error instanceof Error)) return false
  if ('code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET')) return true
  return /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|not queryable/i.test(
    error.message,
  )
}
