import { z } from 'zod'
import type { RawDatabase } from './driver.ts'

/** What a check found: nothing wrong, where something is wrong, or that it was told to stop. */
export type CheckResult =
  | { readonly state: 'sound' }
  | { readonly state: 'damaged'; readonly where: string; readonly problem: string }
  | { readonly state: 'stopped' }

/** Page that SQLite leaves empty for the locks of systems that lock bytes of the file: it lies at one gibibyte. */
const lockByte = 2 ** 30

const Named = z.array(z.object({ name: z.string() }))
const Verdict = z.array(z.object({ quick_check: z.string() }))

/**
 * Looks through every page of a store as `quick_check` does, a table with its indexes at a time, so that it can be
 * stopped in between and tells where the damage is. What `quick_check` of a single table leaves out comes last: each
 * page of the file belongs to exactly one table or index, or is free.
 */
export function checkStore(raw: RawDatabase, isStopping: () => boolean): CheckResult {
  let where = 'sqlite_schema'
  try {
    const tables = Named.parse(raw.prepare("select name from sqlite_schema where type = 'table'").all())
    for (const { name } of [{ name: where }, ...tables]) {
      if (isStopping()) return { state: 'stopped' }
      where = name
      const [found] = Verdict.parse(raw.pragma(`quick_check("${name.replaceAll('"', '""')}")`))
      if (found?.quick_check !== 'ok') return { state: 'damaged', where, problem: found?.quick_check ?? '' }
    }
    where = 'pages'
    return pagesInOrder(raw, isStopping)
  } catch (error) {
    if (!isDamage(error)) throw error
    return { state: 'damaged', where, problem: error instanceof Error ? error.message : '' }
  }
}

/** The pages that are in use and those that are free are together all there are, as one moment shows them. */
function pagesInOrder(raw: RawDatabase, isStopping: () => boolean): CheckResult {
  raw.exec('begin')
  try {
    const sizeOf = (pragma: string) => Number(raw.pragma(pragma, { simple: true }))
    const [pages, free, bytes] = ['page_count', 'freelist_count', 'page_size'].map(sizeOf)
    if (pages === undefined || free === undefined || bytes === undefined) throw new Error('no such pragma')
    let used = pages * bytes > lockByte ? 1 : 0
    for (const _ of raw.prepare('select pageno from dbstat').iterate()) {
      used += 1
      if (used % 256 === 0 && isStopping()) return { state: 'stopped' }
    }
    if (used + free === pages) return { state: 'sound' }
    return { state: 'damaged', where: 'pages', problem: `${used} used and ${free} free of ${pages}` }
  } finally {
    raw.exec('rollback')
  }
}

/** A disk that is full or a file that is busy says nothing about the store. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code))
}
