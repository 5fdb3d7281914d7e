import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { Kysely } from 'kysely'
import { AppError } from '#shared/contract/errors.ts'
import { backUpBeforeMigration, finishRestore, removeBackups, restoreBackup } from './backup.ts'
import { layDownBallast, throwOffBallast } from './ballast.ts'
import { openRaw, refuseUnencrypted, TrackedDatabase } from './connection.ts'
import type { RawDatabase } from './driver.ts'
import { makeIndexesLeft } from './late-indexes.ts'
import { isSound, migrate, schemaVersionOf } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'
import { RememberedAnswers } from './remembered.ts'
import type { Reader, Schema, Writer } from './schema.ts'
import { inStoreTerms } from './sqlite-errors.ts'
import { NamesInCode, StoreDialect } from './store-dialect.ts'
import { noTables, type TouchedTables } from './touched-tables.ts'
import { ValueMapping } from './value-mapping.ts'

export interface OpenOptions {
  readonly file: string
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Makes the store when there is none; without it a missing store is an error. */
  readonly create?: boolean
  /** Keeps 16 MB in reserve for a full disk. On unless said otherwise. */
  readonly ballast?: boolean
  /** Another list of steps, for the tests of migrations. */
  readonly migrations?: readonly Migration[]
}

/**
 * The open store. There is one connection: reads and writes take turns, and a piece of work that asks for another
 * one inside itself is refused instead of waiting for itself for ever.
 */
export interface Store {
  /** Schema version the store stood at before it was opened; 0 for a new one. */
  readonly openedFromVersion: number
  /** Runs a piece of reading that sees one state of the store. Tables it read are added to `touched`. */
  read<T>(work: (db: Reader) => Promise<T>, touched?: TouchedTables): Promise<T>
  /** Inside a read: what `work` finds, or what it found under that name if nothing has changed since. */
  remembered<T>(name: string, work: () => Promise<T>): Promise<T>
  /**
   * Runs a piece of work in one transaction: all of it is on the disk when the promise resolves, or none of it when
   * it rejects.
   * @throws AppError store/disk-full, store/corrupt, store/read-only, and whatever the work throws
   */
  write<T>(work: (tx: Writer) => Promise<T>, touched?: TouchedTables): Promise<T>
  /**
   * `write` for work that goes on for long in many small transactions: listeners hear of it once a second, and after
   * the last one by `tell`.
   */
  writeQuietly<T>(work: (tx: Writer) => Promise<T>): Promise<T>
  /** Lets listeners hear of what `writeQuietly` wrote since they last did. */
  tell(): void
  /** Hears which tables each committed transaction wrote. Returns the function that stops listening. */
  onWrite(listener: (tables: readonly string[]) => void): () => void
  /**
   * Lets the log beside the store grow until `foldLog`, or until it is large. What is written in bulk is otherwise
   * copied from the log into the store every few milliseconds, for as long as writing it takes.
   * @param pages after which it is folded in all the same, 128 MiB of them unless said otherwise
   */
  letLogGrow(pages?: number): Promise<void>
  /** Folds into the store what `letLogGrow` let stand in the log. Nothing happens without that. */
  foldLog(): Promise<void>
  /**
   * Leaves no trace of what was removed: neither in the search index, nor in the log beside the store, nor in the copies
   * made before an upgrade. Works a little at a time and lets waiting calls go first. @returns whether it came to its end before `isStopping`
   */
  scrub(isStopping?: () => boolean): Promise<boolean>
  /**
   * Joins parts of the search index where there are several of one size, a little at a time, letting waiting calls go
   * first: what was added without it costs every search a look more. @returns whether it came to its end
   */
  joinIndexParts(isStopping?: () => boolean): Promise<boolean>
  /** Waits for the work under way, folds the log into the store and leaves. A second time does nothing. */
  close(): Promise<void>
}

/**
 * Opens the encrypted store, checks it after an unclean exit, and brings its schema up to date (with a backup of an
 * existing one first).
 * @throws AppError vault/wrong-key, store/newer-version (nothing was touched), store/corrupt, store/disk-full
 * @example const store = openDatabase({ file, key, create: true })
 */
export function openDatabase(options: OpenOptions): Store {
  const { file, key, create = false, ballast = true, migrations = allMigrations } = options
  finishRestore(file)
  if (create && !existsSync(file)) createStore(file, key, migrations)
  const unclean = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0
  let raw = openRaw(file, key, { create: false })
  try {
    const openedFromVersion = schemaVersionOf(raw)
    const newest = newestOf(migrations)
    if (openedFromVersion > newest) throw new AppError('store/newer-version')
    if (unclean && !isSound(raw)) throw new AppError('store/corrupt')
    makeIndexesLeft(raw)
    if (openedFromVersion < newest) raw = migrateWithBackup(raw, file, key, migrations)
    if (ballast) layDownBallast(file)
    return storeOf(raw, file, openedFromVersion)
  } catch (error) {
    raw.close()
    throw error
  }
}

function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

/** Made aside and moved into place, so that a store that exists is a whole one. */
function createStore(file: string, key: Uint8Array, migrations: readonly Migration[]): void {
  const unfinished = `${file}.unfinished`
  for (const suffix of ['', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true })
  const raw = openRaw(unfinished, key, { create: true })
  try {
    migrate(raw, migrations)
    raw.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    raw.close()
  }
  refuseUnencrypted(unfinished)
  renameSync(unfinished, file)
}

function migrateWithBackup(
  raw: RawDatabase,
  file: string,
  key: Uint8Array,
  migrations: readonly Migration[],
): RawDatabase {
  const backup = backUpBeforeMigration(raw, file, key, newestOf(migrations))
  migrate(raw, migrations)
  if (isSound(raw)) return raw
  raw.close()
  restoreBackup(file, backup, key, new Date().toISOString().replace(/\D/g, ''))
  throw new AppError('store/corrupt')
}

/** Pages in the log after which a commit folds them into the store: SQLite's own, 4 MiB; and 128 MiB. */
const pagesOfLog = 1000
const pagesOfLargeLog = 32_768

/** What windows show is asked for anew each time they are told. */
const quietMs = 1000

function storeOf(raw: RawDatabase, file: string, openedFromVersion: number): Store {
  const tracked = new TrackedDatabase(raw)
  const db = new Kysely<Schema>({
    dialect: new StoreDialect({ database: tracked }),
    plugins: [new NamesInCode(), new ValueMapping()],
  })
  const listeners = new Set<(tables: readonly string[]) => void>()
  const atWork = new AsyncLocalStorage<true>()

  const answers = new RememberedAnswers(tracked)

  let closing: Promise<void> | null = null
  let logGrows = false

  /** Runs `work` as the only user of the connection, noting its tables. */
  const alone = async <T>(touched: TouchedTables | undefined, work: () => Promise<T>): Promise<T> => {
    const before = tracked.tracking
    tracked.tracking = touched ?? null
    try {
      return await atWork.run(true, work)
    } finally {
      tracked.tracking = before
    }
  }
  const untold = new Set<string>()
  let toldAt = 0
  const tell = () => {
    if (untold.size === 0) return
    toldAt = performance.now()
    const tables = [...untold]
    untold.clear()
    for (const listener of listeners) listener(tables)
  }
  const refuseNesting = () => {
    if (atWork.getStore())
      throw new Error('a read or write of the store inside another one: use the one given')
  }

  const writeNoting = async <T>(seen: TouchedTables, work: (tx: Writer) => Promise<T>): Promise<T> => {
    refuseNesting()
    try {
      return await db.transaction().execute((tx) => alone(seen, () => work(tx)))
    } catch (error) {
      if (error instanceof AppError && error.code === 'store/disk-full') throwOffBallast(file)
      throw error
    }
  }

  const inSlices = async (slice: () => boolean, isStopping: () => boolean): Promise<boolean> => {
    for (let isLeft = true; isLeft; ) {
      if (isStopping()) return false
      isLeft = await db.connection().execute(async () => inStoreTerms(slice))
      await new Promise((resolve) => setImmediate(resolve))
    }
    return true
  }

  return {
    openedFromVersion,
    async read(work, touched) {
      refuseNesting()
      return db.connection().execute((connection) => alone(touched, () => work(connection)))
    },
    remembered: (name, work) => answers.get(name, work),
    async write(work, touched) {
      const seen = touched ?? noTables()
      const result = await writeNoting(seen, work)
      if (seen.written.size > 0) for (const listener of listeners) listener([...seen.written])
      return result
    },
    async writeQuietly(work) {
      const seen = noTables()
      const result = await writeNoting(seen, work)
      for (const table of seen.written) untold.add(table)
      if (performance.now() - toldAt > quietMs) tell()
      return result
    },
    tell,
    onWrite(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async letLogGrow(pages = pagesOfLargeLog) {
      refuseNesting()
      await db.connection().execute(async () => {
        logGrows = true
        raw.pragma(`wal_autocheckpoint = ${pages}`)
      })
    },
    async foldLog() {
      refuseNesting()
      if (!logGrows) return
      await db.connection().execute(async () =>
        inStoreTerms(() => {
          logGrows = false
          raw.pragma(`wal_autocheckpoint = ${pagesOfLog}`)
          raw.pragma('wal_checkpoint(PASSIVE)')
        }),
      )
    },
    async scrub(isStopping = () => false) {
      refuseNesting()
      if (!(await inSlices(joining(raw, 'everything'), isStopping))) return false
      await db.connection().execute(async () => inStoreTerms(() => raw.pragma('wal_checkpoint(TRUNCATE)')))
      removeBackups(file)
      return true
    },
    async joinIndexParts(isStopping = () => false) {
      refuseNesting()
      return inSlices(joining(raw, 'equals'), isStopping)
    },
    async close() {
      closing ??= db
        .connection()
        .execute(async () => tidyUp(raw))
        .then(() => db.destroy())
      await closing
    },
  }
}

/** Pages of the index that are joined in one go, and how long a call of the user may wait for a slice of such goes. */
const pagesJoined = 16
const sliceMs = 8

/**
 * Joins parts of the search index: all of them, since what was removed is only marked until then, or those of one size
 * where there are several. Each call does a slice in one transaction and says whether more is to do; what one process
 * leaves, another one goes on with.
 */
function joining(raw: RawDatabase, what: 'everything' | 'equals'): () => boolean {
  const merge = raw.prepare("insert into search_index (search_index, rank) values ('merge', ?)")
  const changes = raw.prepare('select total_changes() as changes')
  const count = () => Number(Object.values(changes.get() ?? {})[0])
  const changesAfter = (pages: number) => {
    const before = count()
    merge.run(pages)
    return count() - before
  }
  // The first of less than nothing takes all parts together, the following go on with it (fts5, "The 'merge' command").
  let pages = what === 'everything' ? -pagesJoined : pagesJoined
  return raw.transaction(() => {
    const until = performance.now() + sliceMs
    do {
      const written = changesAfter(pages)
      pages = pagesJoined
      if (written < 2) return false
    } while (performance.now() < until)
    return true
  })
}

/** On a full or damaged disk the log stays beside the store and is folded in at the next opening. */
function tidyUp(raw: RawDatabase): void {
  try {
    raw.pragma('optimize')
    raw.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // Nothing is lost by leaving it.
  }
}
