import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A disk of its own with little room, in place of a folder. */
export interface SmallDisk {
  /** Takes up what room is left, and goes on doing so as soon as anything sets some free. */
  readonly fill: () => void
  /** Gives back what `fill` took. */
  readonly makeRoom: () => void
  readonly remove: () => void
}

/**
 * Puts a disk of `mebibytes` in place of `folder`, which may be there or not.
 * @returns the disk, or why the system lets nobody do that here (only root may mount)
 */
export function smallDisk(folder: string, mebibytes: number): SmallDisk | { readonly refused: string } {
  mkdirSync(folder, { recursive: true })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder])
  if (mounted.status !== 0)
    return { refused: mounted.error ? String(mounted.error) : mounted.stderr.toString() }
  const filler = join(folder, 'filler.bin')
  let filling: ReturnType<typeof setInterval> | undefined
  return {
    fill: () => {
      topUp(filler)
      filling = setInterval(() => topUp(filler), 20)
    },
    makeRoom: () => {
      clearInterval(filling)
      rmSync(filler, { force: true })
    },
    remove: () => {
      clearInterval(filling)
      spawnSync('umount', ['-l', folder])
    },
  }
}

/** Writes to the file until not another page of the disk is left. */
function topUp(filler: string): void {
  const file = openSync(filler, 'a')
  try {
    for (const size of [1_048_576, 4096]) while (hasWritten(file, Buffer.alloc(size)));
  } finally {
    closeSync(file)
  }
}

function hasWritten(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}
