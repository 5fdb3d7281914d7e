import { createHash } from 'node:crypto'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import { endingOf } from './file-type.ts'

/** Endings of what cameras and telephones write. */
const photoEndings = new Set(['jpg', 'jpeg', 'png', 'heic', 'heif', 'webp'])
/** Cameras put their pictures one or two folders deep (DCIM/100APPLE). */
const deepest = 2
const mostShown = 200
const mostLookedAt = 50_000

export interface FoundPhoto {
  readonly token: string
  readonly name: string
  readonly size: number
  readonly modifiedAt: string
  /** Tells the same photo in the same state from others, without telling its name. */
  readonly mark: string
}

/** Reads the folder a person chose to take photos from. The window names photos by tokens alone. */
export interface PhotoFolderReader {
  /** The newest photos and how many there are; null when the folder is not there. */
  readonly list: (
    folder: string,
  ) => Promise<{ readonly photos: readonly FoundPhoto[]; readonly all: readonly string[] } | null>
  /** @throws AppError file/interrupted when the photo or its card is not there any more */
  readonly read: (token: string, start: number, end: number) => Promise<Uint8Array>
  readonly markOf: (token: string) => string | undefined
}

interface Entry {
  readonly path: string
  readonly name: string
}

/** Reads folders of a camera; what it found is named by tokens, never by paths. */
export function openPhotoFolder(): PhotoFolderReader {
  const tokens = new Map<string, { readonly path: string; readonly mark: string }>()
  const byPlace = new Map<string, string>()
  return {
    async list(folder) {
      const entries = await photosBelow(folder, deepest).catch(() => null)
      if (!entries) return null
      const known = []
      for (const { path, name } of entries) {
        const facts = await stat(path).catch(() => null)
        if (!facts?.isFile()) continue
        const modifiedMs = Math.floor(facts.mtimeMs)
        known.push({ path, name, size: facts.size, modifiedMs, mark: markOf(name, facts.size, modifiedMs) })
      }
      known.sort((one, other) => other.modifiedMs - one.modifiedMs || (one.name < other.name ? 1 : -1))
      const photos = known.slice(0, mostShown).map(({ path, name, size, modifiedMs, mark }) => {
        // The same photo keeps its token, so that its picture in the window does not blink.
        const place = `${path} ${mark}`
        const token = byPlace.get(place) ?? uuidv7()
        byPlace.set(place, token)
        tokens.set(token, { path, mark })
        return { token, name, size, modifiedAt: new Date(modifiedMs).toISOString(), mark }
      })
      return { photos, all: known.map(({ mark }) => mark) }
    },
    async read(token, start, end) {
      const known = tokens.get(token)
      if (!known) throw new AppError('file/not-granted')
      try {
        const handle = await open(known.path, 'r')
        try {
          const buffer = Buffer.alloc(Math.max(0, end - start))
          const { bytesRead } = await handle.read(buffer, 0, buffer.length, start)
          return new Uint8Array(buffer.subarray(0, bytesRead))
        } finally {
          await handle.close()
        }
      } catch (error) {
        throw new AppError('file/interrupted', {}, { cause: error })
      }
    },
    markOf: (token) => tokens.get(token)?.mark,
  }
}

async function photosBelow(folder: string, depth: number): Promise<Entry[]> {
  const found: Entry[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (found.length >= mostLookedAt) break
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isFile() && photoEndings.has(endingOf(entry.name))) found.push({ path, name: entry.name })
    if (entry.isDirectory() && depth > 0) found.push(...(await photosBelow(path, depth - 1).catch(() => [])))
  }
  return found
}

function markOf(name: string, size: number, modifiedMs: number): string {
  return createHash('sha256').update(`${name} ${size} ${modifiedMs}`).digest('hex').slice(0, 32)
}
