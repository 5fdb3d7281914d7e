import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Store } from '../../electron/data/database/open-database.ts'

/** The files of a store as they lie on the disk while it is open. */
export interface DiskImage {
  readonly database: Buffer
  readonly log: Buffer
}

/** Copies the files without asking the store. */
export function imageOf(file: string): DiskImage {
  const log = `${file}-wal`
  return { database: readFileSync(file), log: existsSync(log) ? readFileSync(log) : Buffer.alloc(0) }
}

/** Opens a store from such files in a folder of its own, runs the work and removes everything. */
export async function fromImage<T>(
  image: DiskImage,
  key: Uint8Array,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'outpost 断电 '))
  const file = join(folder, 'outpost.db')
  try {
    writeFileSync(file, image.database)
    writeFileSync(`${file}-wal`, image.log)
    const store = openDatabase({ file, key, ballast: false })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where the rows of a record can stand alone: any of these lists that is not like the others is a torn write. */
export async function tracesOf(store: Store): Promise<Record<'rows' | 'clocks' | 'docs' | 'ops', string[]>> {
  return store.read(async (db) => ({
    rows: (await db.selectFrom('enterprises').select('id').execute()).map(({ id }) => id).sort(),
    clocks: (await db.selectFrom('recordClocks').select('recordId').execute())
      .map(({ recordId }) => recordId)
      .sort(),
    docs: (await db.selectFrom('searchDocs').select('recordId').execute())
      .map(({ recordId }) => recordId)
      .sort(),
    ops: [
      ...(await db.selectFrom('outbox').select('recordId').execute()).map(({ recordId }) => recordId),
      ...(await db.selectFrom('ackedJournal').select('op').execute()).map(({ op }) => JSON.parse(op).id),
    ].sort(),
  }))
}
