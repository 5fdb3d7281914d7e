import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { Kysely } from 'kysely'
import { AppError } from '#shared/contract/errors.ts'
import { backUpBeforeMigration, finishRestore, removeBackups, restoreBackup } from './backup.ts'
import { layDownBallast, throwOffBallast } from './ballast.ts'
import { checkMark, putCheckMark, removeCheckMark } from './check-mark.ts'
import { openRaw, refuseUnencrypted, TrackedDatabase } from './connection.ts'
import type { RawDatabase } from './driver.ts'
import { joining } from './join-index-parts.ts'
import { makeIndexesLeft } from './late-indexes.ts'
import { isSound, migrate, schemaVersionOf } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'
import { RememberedAnswers } from './remembered.ts'
import type { Reader, Schema, Writer } from './schema.ts'
import { inStoreTerms } from './sqlite-errors.ts'
import type { CheckResult } from './store-check.ts'
import { NamesInCode, StoreDialect } from './store-dialect.ts'
import type { BoundStatement } from './store-work.ts'
import { noTables, type TouchedTables } from './touched-tables.ts'
import { ValueMapping } from './value-mapping.ts'
import { workBeside } from './work-beside.ts'

export interface OpenOptions {
  readonly file: string
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Makes the store when there is none; without it a missing store is an error. */
  readonly create?: boolean
  /** Keeps 16 MB in reserve for a full disk. On unless said otherwise. */
  readonly ballast?: boolean
  /**
   * Milliseconds after which a store whose last use did not end in order is checked beside its use; without it the
   * check comes before the store can be used.
   */
  readonly checkAfterMs?: number
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
  /**
   * What the check beside the use of the store found, null where none was due. From the moment it finds damage nothing
   * is written any more (store/corrupt), and the next opening checks before anything else. Never rejects.
   */
  readonly checked: Promise<CheckResult | null>
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
  /**
   * Folds into the store what `letLogGrow` let stand in the log; much of it in a thread, while calls are answered.
   * Nothing happens without `letLogGrow`.
   */
  foldLog(): Promise<void>
  /**
   * Carries out statements in one transaction in a thread of its own: reading goes on meanwhile, writing waits. For work
   * that takes long at one go and changes no row that is remembered or announced.
   * @returns false when there is no such thread here: nothing was done
   */
  writeAside(statements: readonly BoundStatement[]): Promise<boolean>
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
 * Opens the encrypted store, checks it after an unclean exit (before it is used, or beside that), and brings its schema
 * up to date (with a backup of an existing one first).
 * @throws AppError vault/wrong-key, store/newer-version (nothing was touched), store/corrupt, store/disk-full
 * @example const store = openDatabase({ file, key, create: true })
 */
export function openDatabase(options: OpenOptions): Store {
  const { file, key, create = false, ballast = true, checkAfterMs, migrations = allMigrations } = options
  finishRestore(file)
  if (create && !existsSync(file)) createStore(file, key, migrations)
  const unclean = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0
  let raw = openRaw(file, key, { create: false })
  try {
    const openedFromVersion = schemaVersionOf(raw)
    const newest = newestOf(migrations)
    if (openedFromVersion > newest) throw new AppError('store/newer-version')
    const mark = checkMark(file)
    const isDue = unclean || mark !== null
    // A change of schema writes everything anew and is waited for anyway.
    const checksFirst = mark === 'first' || openedFromVersion < newest || checkAfterMs === undefined
    if (isDue && checksFirst) checkFirst(raw, file)
    else if (isDue) putCheckMark(file, 'due')
    makeIndexesLeft(raw)
    if (openedFromVersion < newest) raw = migrateWithBackup(raw, file, key, migrations)
    if (ballast) layDownBallast(file)
    const checkAfter = isDue && !checksFirst && checkAfterMs !== undefined ? checkAfterMs : null
    return storeOf({ raw, file, key: Uint8Array.from(key), openedFromVersion, checkAfter })
  } catch (error) {
    raw.close()
    throw error
  }
}

/** What was found damaged stays refused, also where closing it has folded its log away. */
function checkFirst(raw: RawDatabase, file: string): void {
  if (!isSound(raw)) {
    putCheckMark(file, 'first')
    throw new AppError('store/corrupt')
  }
  removeCheckMark(file)
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

interface Opened {
  readonly raw: RawDatabase
  readonly file: string
  /** Wiped when the store is closed. */
  readonly key: Uint8Array
  readonly openedFromVersion: number
  /** Milliseconds after which the store is checked beside its use, or null. */
  readonly checkAfter: number | null
}

function storeOf({ raw, file, key, openedFromVersion, checkAfter }: Opened): Store {
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
  const turn = (work: () => void) => db.connection().execute(async () => inStoreTerms(work))
  const beside = workBeside({ raw, file, key, checkAfter, turn })

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
    if (!beside.mayWrite()) await beside.whenMayWrite()
    try {
      const result = await db.transaction().execute((tx) => alone(seen, () => work(tx)))
      if (logGrows) beside.foldWhileItGrows()
      return result
    } catch (error) {
      if (error instanceof AppError && error.code === 'store/disk-full') throwOffBallast(file)
      throw error
    }
  }

  const inSlices = async (slice: () => boolean, isStopping: () => boolean): Promise<boolean> => {
    for (let isLeft = true; isLeft; ) {
      if (isStopping()) return false
      await beside.whenMayWrite()
      isLeft = await db.connection().execute(async () => inStoreTerms(slice))
      await new Promise((resolve) => setImmediate(resolve))
    }
    return true
  }

  const leave = async (): Promise<void> => {
    const isAlone = await beside.leave()
    await turn(() => {
      if (beside.isSound()) tidyUp(raw, isAlone)
    })
    await db.destroy()
  }

  return {
    openedFromVersion,
    checked: beside.checked,
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
      logGrows = false
      await beside.foldLog()
      // Somebody may have let it grow anew meanwhile.
      if (!logGrows) await turn(() => void raw.pragma(`wal_autocheckpoint = ${pagesOfLog}`))
    },
    async writeAside(statements) {
      refuseNesting()
      return beside.write(statements)
    },
    async scrub(isStopping = () => false) {
      refuseNesting()
      if (!(await inSlices(joining(raw, 'everything'), isStopping))) return false
      // Emptying the log would wait, and every call with it, for a check that reads: the rest is done another time.
      if (!(await beside.whenAlone())) return false
      await turn(() => void raw.pragma('wal_checkpoint(TRUNCATE)'))
      removeBackups(file)
      return true
    },
    async joinIndexParts(isStopping = () => false) {
      refuseNesting()
      return inSlices(joining(raw, 'equals'), isStopping)
    },
    async close() {
      closing ??= leave()
      await closing
    },
  }
}

/** On a full or damaged disk the log stays beside the store and is folded in at the next opening. */
function tidyUp(raw: RawDatabase, isAlone: boolean): void {
  try {
    raw.pragma('optimize')
    // Emptying the log would wait for whoever still reads.
    raw.pragma(`wal_checkpoint(${isAlone ? 'TRUNCATE' : 'PASSIVE'})`)
  } catch {
    // Nothing is lost by leaving it.
  }
}
