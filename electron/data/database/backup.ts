import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '#shared/contract/errors.ts'
import { flushFolder } from '../durable-write.ts'
import { removeCheckMark } from './check-mark.ts'
import { openRaw } from './connection.ts'
import type { RawDatabase } from './driver.ts'
import { isSound } from './migrate.ts'
import { inStoreTerms } from './sqlite-errors.ts'

/** Where the copies made before a change of schema stand. */
export function backupFolder(file: string): string {
  return join(dirname(file), 'backups')
}

/**
 * Copies an open store, encrypted with the same key, and proves that the copy opens and is sound. `VACUUM INTO` is
 * the only way that keeps the encryption (the driver's own backup throws or copies in clear).
 * @returns the copy's path
 */
export function backUpBeforeMigration(
  raw: RawDatabase,
  file: string,
  key: Uint8Array,
  toVersion: number,
): string {
  const folder = backupFolder(file)
  mkdirSync(folder, { recursive: true })
  const target = join(folder, `pre-v${toVersion}.db`)
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { force: true })
  inStoreTerms(() => raw.prepare('VACUUM INTO ?').run(unfinished))
  prove(unfinished, key)
  flush(unfinished)
  renameSync(unfinished, target)
  return target
}

/**
 * Removes the copies made before changes of schema: they hold what has since been removed from the store for good. The
 * empty folder stays and says that there was a store (`host/session.ts`).
 */
export function removeBackups(file: string): void {
  const folder = backupFolder(file)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true })
}

/**
 * Puts a damaged store aside, never deleting it, and its backup in its place. The replacement is made whole beside
 * the damaged store before that is touched, and its name says that a change is under way: wherever a death ends
 * this, the next start goes on there (`finishRestore`).
 * @param stamp names the folder in quarantine
 * @param step told before each change on the disk; tests die there
 */
export function restoreBackup(
  file: string,
  backup: string,
  key: Uint8Array,
  stamp: string,
  step: () => void = () => undefined,
): void {
  const unfinished = `${file}.unfinished`
  for (const suffix of storeSuffixes) rmSync(unfinished + suffix, { force: true })
  step()
  const raw = openRaw(backup, key, { create: false })
  try {
    inStoreTerms(() => raw.prepare('VACUUM INTO ?').run(unfinished))
  } finally {
    raw.close()
  }
  step()
  prove(unfinished, key)
  flush(unfinished)
  step()
  renameSync(unfinished, replacementOf(file, stamp))
  flushFolder(dirname(file))
  finishRestore(file, step)
}

/**
 * Goes on with a restoration that a death cut short: the damaged store to quarantine, then its replacement into
 * place. The replacement keeps its name until the very end, so that repeating this is harmless. Does nothing when
 * none is under way.
 */
export function finishRestore(file: string, step: () => void = () => undefined): void {
  const folder = dirname(file)
  const prefix = `${basename(file)}${replacing}`
  const replacement = existsSync(folder) && readdirSync(folder).find((name) => name.startsWith(prefix))
  if (!replacement) return
  const quarantine = join(folder, 'quarantine', replacement.slice(prefix.length))
  step()
  mkdirSync(quarantine, { recursive: true })
  flushFolder(join(folder, 'quarantine'))
  for (const suffix of storeSuffixes) {
    if (!existsSync(file + suffix)) continue
    step()
    renameSync(file + suffix, join(quarantine, `outpost.db${suffix}`))
  }
  // The damaged store's log must be gone for good before a store stands here again that it does not belong to.
  flushFolder(quarantine)
  flushFolder(folder)
  step()
  // What was found of the damaged store is not true of this one.
  removeCheckMark(file)
  step()
  renameSync(join(folder, replacement), file)
  flushFolder(folder)
}

const storeSuffixes = ['', '-wal', '-shm'] as const
const replacing = '.replacement-'
const replacementOf = (file: string, stamp: string) => `${file}${replacing}${stamp}`

function prove(copy: string, key: Uint8Array): void {
  const raw = openRaw(copy, key, { create: false })
  try {
    if (!isSound(raw)) throw new AppError('store/corrupt')
    // Reading the copy made it a WAL database again; fold the log back so that one file holds everything.
    raw.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    raw.close()
  }
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
