import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file so that after a power cut it holds either the old or the new content, whole: written aside, flushed,
 * moved into place, and the folder flushed where the system allows it.
 */
export function writeDurably(path: string, content: Uint8Array, mode = 0o666): void {
  const aside = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const descriptor = openSync(aside, 'wx', mode)
    try {
      for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(aside, path)
  } catch (error) {
    rmSync(aside, { force: true })
    throw error
  }
  flushFolder(dirname(path))
}

/** Makes renames in a folder outlast a power cut, where the system allows it. */
export function flushFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // Windows cannot open a folder; its rename is journalled.
  }
}
