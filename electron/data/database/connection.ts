import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { AppError } from '#shared/contract/errors.ts'
import type { RawDatabase, RawStatement } from './driver.ts'
import { inStoreTerms, storeError } from './sqlite-errors.ts'
import { type TouchedTables, tablesOf } from './touched-tables.ts'
import { bindable } from './value-mapping.ts'

const plainHeader = 'SQLite format 3\0'
const cachedStatements = 500

/**
 * Opens the encrypted file. The durability settings are those of reliability.md B2: a commit is on the disk
 * before it is answered.
 * @param key 32 bytes; used as they are, without a derivation
 * @throws AppError vault/wrong-key when the key does not open the file; store/corrupt for a file without a header
 * or one that is not encrypted
 */
export function openRaw(file: string, key: Uint8Array, options: { readonly create: boolean }): RawDatabase {
  if (key.length !== 32) throw new Error('the store needs a key of 32 bytes')
  if (!options.create) refuseUnencrypted(file)
  const raw = new SQLite(file, { fileMustExist: !options.create })
  try {
    raw.pragma("cipher = 'chacha20'")
    raw.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`)
    proveKey(raw)
    settings(raw)
    return raw
  } catch (error) {
    raw.close()
    throw error
  }
}

/** @throws AppError store/corrupt when the file is empty or readable without a key. */
export function refuseUnencrypted(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) throw new AppError('store/corrupt')
  const header = Buffer.alloc(plainHeader.length)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, header, 0, header.length, 0)
  } finally {
    closeSync(descriptor)
  }
  if (header.toString('latin1') === plainHeader) throw new AppError('store/corrupt')
}

function proveKey(raw: RawDatabase): void {
  try {
    raw.prepare('select count(*) from sqlite_master').get()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_NOTADB')
      throw new AppError('vault/wrong-key', {}, { cause: error })
    throw storeError(error)
  }
}

function settings(raw: RawDatabase): void {
  inStoreTerms(() => {
    raw.pragma('journal_mode = WAL')
    raw.pragma('synchronous = FULL')
    raw.pragma('fullfsync = 1')
    raw.pragma('foreign_keys = ON')
    raw.pragma('busy_timeout = 5000')
    raw.pragma('temp_store = MEMORY')
    raw.pragma('journal_size_limit = 67108864')
    // Pages are decrypted on a cache miss only, so a larger cache pays twice.
    raw.pragma('cache_size = -32768')
    raw.pragma('trusted_schema = OFF')
    // What a user lost the right to must not be readable in pages that were set free.
    raw.pragma('secure_delete = ON')
  })
  const synchronous = raw.pragma('synchronous', { simple: true })
  const journal = raw.pragma('journal_mode', { simple: true })
  // The library's own default loses acknowledged rows in a power cut; a setting that did not take must not pass.
  if (synchronous !== 2 || journal !== 'wal')
    throw new Error(`store not durable: synchronous ${synchronous}, journal ${journal}`)
}

/**
 * The database as Kysely drives it: statements are prepared once, parameters brought into SQLite's types, failures
 * into our codes, and the tables of each statement noted for whoever asked.
 */
export class TrackedDatabase implements SqliteDatabase {
  /** Receives the tables of the statements that run from now on. */
  tracking: TouchedTables | null = null
  readonly #raw: RawDatabase
  readonly #statements = new Map<string, TrackedStatement>()
  #changes: RawStatement | null = null

  constructor(raw: RawDatabase) {
    this.#raw = raw
  }

  prepare(sql: string): SqliteStatement {
    // A full disk makes SQLite roll back on its own; Kysely's rollback then has nothing left to do.
    if (sql === 'rollback' && !this.#raw.inTransaction) return nothing
    const known = this.#statements.get(sql)
    if (known && !known.busy) {
      known.note(this.tracking)
      return known
    }
    const statement = new TrackedStatement(inStoreTerms(() => this.#raw.prepare(sql)))
    if (this.#statements.size >= cachedStatements) this.#statements.clear()
    this.#statements.set(sql, statement)
    statement.note(this.tracking)
    return statement
  }

  /** Rows changed through this connection since it was opened. */
  changes(): number {
    this.#changes ??= this.#raw.prepare('select total_changes() as changes')
    return Number(Object.values(this.#changes.get() ?? {})[0])
  }

  close(): void {
    this.#changes = null
    this.#statements.clear()
    this.#raw.close()
  }
}

class TrackedStatement implements SqliteStatement {
  readonly reader: boolean
  readonly #statement: RawStatement
  readonly #tables: ReturnType<typeof tablesOf>

  constructor(statement: RawStatement) {
    this.#statement = statement
    this.#tables = tablesOf(statement.source)
    this.reader = statement.reader
  }

  get busy(): boolean {
    return this.#statement.busy
  }

  note(touched: TouchedTables | null): void {
    if (!touched) return
    for (const table of this.#tables.read) touched.read.add(table)
    if (this.#tables.written !== null) touched.written.add(this.#tables.written)
  }

  all(parameters: ReadonlyArray<unknown>): unknown[] {
    return inStoreTerms(() => this.#statement.all(...parameters.map(bindable)))
  }

  run(parameters: ReadonlyArray<unknown>): { changes: number; lastInsertRowid: number | bigint } {
    return inStoreTerms(() => this.#statement.run(...parameters.map(bindable)))
  }

  iterate(parameters: ReadonlyArray<unknown>): IterableIterator<unknown> {
    return inStoreTerms(() => this.#statement.iterate(...parameters.map(bindable)))
  }
}

const nothing: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
}
