import { randomFillSync } from 'node:crypto'
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const ballastBytes = 16 * 1024 * 1024
/** Below this much free space the ballast is not laid down (again): the room is needed now. */
const roomyBytes = 500 * 1024 * 1024

const ballastOf = (file: string): string => join(dirname(file), 'ballast.bin')

/**
 * Lays down a file that only takes room. When the disk is full it is thrown off, so that what the user has in hand
 * can still be saved. Nothing happens on a disk that is short of room already.
 */
export function layDownBallast(file: string): void {
  const ballast = ballastOf(file)
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    if (existsSync(ballast) || bavail * bsize < roomyBytes) return
    // Random bytes: a compressing file system would keep zeros in no room at all.
    writeFileSync(ballast, randomFillSync(Buffer.alloc(ballastBytes)), { mode: 0o600 })
  } catch {
    // Half a ballast is worse than none; the store works without it.
    rmSync(ballast, { force: true })
  }
}

/** Frees the ballast's room. True when there was any. */
export function throwOffBallast(file: string): boolean {
  const ballast = ballastOf(file)
  if (!existsSync(ballast)) return false
  rmSync(ballast, { force: true })
  return true
}
