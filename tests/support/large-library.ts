import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sourceStamp } from '../../scripts/build-stamp.ts'
import { outputFolder, projectRoot } from '../../scripts/paths.ts'
import { makeLargeProfile } from './large-profile.ts'
import type { LibrarySize } from './library.ts'
import { passphrase } from './office.ts'

/** The large data set: what a city's whole bureau may hold. */
export const largeSize: LibrarySize = { enterprises: 100_000, contacts: 300_000, visits: 200_000 }

/** What decides how the library's file looks: its generator, and how a store, a record and its index are laid out. */
const sources = [
  'tests/support/library.ts',
  'tests/support/bulk-writer.ts',
  'tests/support/large-profile.ts',
  'tests/bench/sync/records.ts',
  'electron/data/database',
  'electron/data/search',
  'electron/data/vault',
  'electron/data/record/local-columns.ts',
  'electron/data/record/search-text.ts',
  'shared/domain/entities.ts',
  'shared/domain/search-kinds.ts',
]

/** Copies a profile with the large library to a place, making it first when its generator changed since it was made. */
export async function copyLargeProfile(profile: string): Promise<void> {
  const all = join(outputFolder, 'large-library')
  const stamp = (await sourceStamp(projectRoot, sources)).slice(0, 16)
  const kept = join(all, stamp)
  if (!existsSync(kept)) {
    await mkdir(all, { recursive: true })
    for (const old of await readdir(all)) await rm(join(all, old), { recursive: true, force: true })
    const aside = join(all, `.making-${process.pid}`)
    await makeLargeProfile(aside, passphrase, largeSize)
    await rename(aside, kept)
  }
  await cp(kept, profile, { recursive: true })
}
