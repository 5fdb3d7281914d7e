import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { type OpenOptions, openDatabase, type Store } from '../../electron/data/database/open-database.ts'
import type { WriteContext } from '../../electron/data/record/record.ts'
import type { DiskImage } from './power-cut.ts'

export interface TestStore {
  readonly store: Store
  readonly folder: string
  readonly file: string
  readonly key: Uint8Array
  /** Who writes, at the given time (1 January 2026 unless said); each call a second later than the one before. */
  readonly context: (nowMs?: number) => WriteContext
  /** Closes the store and opens it again, as a restart of the app does. */
  readonly reopen: (options?: Partial<OpenOptions>) => Promise<TestStore>
  /** Closes the store and removes its folder. */
  readonly remove: () => Promise<void>
}

const newYear = Date.UTC(2026, 0, 1, 8)

export interface TestStoreOptions extends Partial<OpenOptions> {
  /** Begins with a copy of this store file (and needs its `key`) in place of an empty one. */
  readonly copyOf?: string
  /** Begins with these files (and needs their `key`). */
  readonly image?: DiskImage
}

/** A real encrypted store in a folder of its own, with an author of its own. Call `remove` when done. */
export function openTestStore({ copyOf, image, ...options }: TestStoreOptions = {}): TestStore {
  const folder = mkdtempSync(join(tmpdir(), 'outpost 测试 '))
  const identity = {
    device: uuidv7(),
    incarnation: uuidv7(),
    node: uuidv7().replaceAll('-', '').slice(16),
    author: uuidv7(),
    unitId: uuidv7(),
  }
  const opened = {
    folder,
    file: join(folder, 'outpost.db'),
    key: options.key ?? crypto.getRandomValues(new Uint8Array(32)),
  }
  if (copyOf !== undefined) copyFileSync(copyOf, opened.file)
  if (image) {
    writeFileSync(opened.file, image.database)
    writeFileSync(`${opened.file}-wal`, image.log)
  }
  let clock = newYear
  const open = (more: Partial<OpenOptions>): TestStore => {
    const store = openDatabase({
      file: opened.file,
      key: opened.key,
      create: true,
      ballast: false,
      ...options,
      ...more,
    })
    return {
      ...opened,
      store,
      context: (nowMs) => {
        clock += 1000
        return { ...identity, nowMs: nowMs ?? clock }
      },
      reopen: async (again = {}) => {
        await store.close()
        return open(again)
      },
      remove: async () => {
        await store.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }
  return open({})
}
