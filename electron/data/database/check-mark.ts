import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { flushFolder, writeDurably } from '../durable-write.ts'

/**
 * What is to be checked of a store whose last use did not end in order: `due` while it is in use, `first` before anybody
 * may use it, since it was found damaged or could not be checked meanwhile. Stands beside the store and not in it: a store
 * that may be damaged is not asked about itself, and an exit in order must not make it forgotten.
 */
export type CheckMark = 'due' | 'first'

const markOf = (file: string) => `${file}-check`

/** The mark of a store, or null. One that cannot be read asks for the stricter check. */
export function checkMark(file: string): CheckMark | null {
  if (!existsSync(markOf(file))) return null
  return readFileSync(markOf(file), 'utf8').trim() === 'due' ? 'due' : 'first'
}

/** Puts the mark, on the disk when this returns. */
export function putCheckMark(file: string, mark: CheckMark): void {
  if (checkMark(file) === mark) return
  writeDurably(markOf(file), Buffer.from(mark))
}

/** Takes the mark away: the store is sound, or another one stands in its place. */
export function removeCheckMark(file: string): void {
  if (!existsSync(markOf(file))) return
  rmSync(markOf(file), { force: true })
  flushFolder(dirname(file))
}
