import { AppError } from '#shared/contract/errors.ts'

const codes = {
  SQLITE_FULL: 'store/disk-full',
  SQLITE_IOERR_WRITE: 'store/disk-full',
  SQLITE_CORRUPT: 'store/corrupt',
  SQLITE_NOTADB: 'store/corrupt',
  SQLITE_READONLY: 'store/read-only',
} as const

/** What SQLite reports, said in our own codes. Anything that is no known failure of the store comes back as it was. */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError || !('code' in error)) return error
  const { code } = error
  if (typeof code !== 'string') return error
  const known = Object.entries(codes).find(([prefix]) => code === prefix || code.startsWith(`${prefix}_`))
  return known ? new AppError(known[1], {}, { cause: error }) : error
}

/** Runs something on the raw database. @throws AppError as `storeError` names it. */
export function inStoreTerms<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeError(error)
  }
}
