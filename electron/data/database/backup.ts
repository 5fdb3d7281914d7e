import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '#shared/contract/errors.ts'
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

/** Puts a damaged store aside, never deleting it, and its backup in its place. */
export function restoreBackup(file: string, backup: string, key: Uint8Array, stamp: string): void {
  const quarantine = join(dirname(file), 'quarantine', stamp)
  mkdirSync(quarantine, { recursive: true })
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) renameSync(file + suffix, join(quarantine, `outpost.db${suffix}`))
  const raw = openRaw(backup, key, { create: false })
  try {
    inStoreTerms(() => raw.prepare('VACUUM INTO ?').run(file))
  } finally {
    raw.close()
  }
  flush(file)
}

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
