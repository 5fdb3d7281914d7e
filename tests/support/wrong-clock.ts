import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Special } from '../../scripts/drive/laptop.ts'
import { readyHolder } from '../../scripts/electron-launch.ts'

/** The clock of one laptop, set as a person does in the system's settings, while the app runs. */
export interface LaptopClock {
  /** How the laptop's app is to be opened. */
  readonly special: Special
  /** Sets it so many milliseconds before (less than nothing: behind) the true time. */
  readonly setAhead: (ms: number) => void
}

/** A clock that is right at first. @param folder where the file that says how far it is off may lie */
export function clockIn(folder: string): LaptopClock {
  const file = join(folder, 'clock-off.txt')
  const setAhead = (ms: number) => writeFileSync(file, String(ms))
  setAhead(0)
  const preload = join(import.meta.dirname, 'set-clock.cjs')
  return {
    special: { env: { OUTPOST_CLOCK_OFF: file, OUTPOST_READY_HOLDER: readyHolder }, preload },
    setAhead,
  }
}
