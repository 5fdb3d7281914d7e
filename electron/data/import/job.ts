import { AppError } from '#shared/contract/errors.ts'
import type { ImportProgress } from '#shared/contract/imports.ts'

/** The one import or undo that is under way on this device. */
export interface Job {
  readonly say: (phase: ImportProgress['phase'], done: number, total: number) => void
  readonly isCancelled: () => boolean
}

let progress: ImportProgress | null = null
let cancelled = false

/** Runs the one long piece of work. @throws AppError import/busy while another one runs */
export async function asJob<T>(phase: ImportProgress['phase'], work: (job: Job) => Promise<T>): Promise<T> {
  if (progress) throw new AppError('import/busy')
  progress = { phase, done: 0, total: 0 }
  cancelled = false
  try {
    return await work({
      say: (now, done, total) => {
        progress = { phase: now, done, total }
      },
      isCancelled: () => cancelled,
    })
  } finally {
    progress = null
  }
}

/** How far the import or undoing under way is; null when none is. */
export const jobProgress = (): ImportProgress | null => progress

/** Asks what is under way to stop; it takes back what it wrote. */
export function cancelJob(): void {
  cancelled = true
}

/** From so many records on, spellings and search text of what comes to light are made afterwards. */
export const indexLaterFrom = 4000

/** Processor time of one transaction: a call of the user may wait so long, and for the disk, whose share is its own. */
const targetMs = 40

/** How much one transaction does, so that a call of the user waits no longer than a few frames. */
export function pace(least: number, most: number) {
  let size = least
  let before = process.cpuUsage()
  return {
    /** How much the next one does; its time begins. */
    next: () => {
      before = process.cpuUsage()
      return size
    },
    /** After it: judges the time it took, and lets waiting calls of the user go first. */
    rest: async () => {
      const { user, system } = process.cpuUsage(before)
      const wanted = size * Math.min(2, Math.max(0.5, (targetMs * 1000) / Math.max(1, user + system)))
      size = Math.round(Math.min(most, Math.max(least, wanted)))
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
