import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** Reads a small settings file; anything missing or damaged falls back to the copy before it, then to defaults. */
export function readJsonFile<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  for (const candidate of [file, `${file}.bak`]) {
    try {
      return schema.parse(JSON.parse(readFileSync(candidate, 'utf8')))
    } catch {
      // The next candidate decides.
    }
  }
  return schema.parse({})
}

/** Writes a small settings file so that a crash leaves either the old or the new one. */
export function writeJsonFile(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.tmp`
  const descriptor = openSync(draft, 'w', 0o600)
  try {
    writeSync(descriptor, JSON.stringify(value, null, 2))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  try {
    renameSync(file, `${file}.bak`)
  } catch {
    // There is no earlier file yet.
  }
  renameSync(draft, file)
}
