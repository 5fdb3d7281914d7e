/**
 * Loaded before a program (`-r`): its clock, and that of the programs it starts, is off by as many milliseconds as the
 * file of `OUTPOST_CLOCK_OFF` says, from the moment it says so. How long the machine has been on is nobody's to set,
 * and stays.
 */
const { readFileSync } = require('node:fs')

const file = process.env.OUTPOST_CLOCK_OFF
process.env.NODE_OPTIONS = `--require ${JSON.stringify(__filename)}`
// Of all programs only the app's main process has a window that must wait for the test.
if (process.versions.electron) require(process.env.OUTPOST_READY_HOLDER)
const TrueDate = Date
const lookAgainMs = 100
let offMs = 0
let lookedAt = Number.NEGATIVE_INFINITY

function off() {
  if (performance.now() - lookedAt < lookAgainMs) return offMs
  lookedAt = performance.now()
  try {
    offMs = Number(readFileSync(file, 'utf8')) || 0
  } catch {
    // The file is being written: the clock goes on as it was.
  }
  return offMs
}

class SetDate extends TrueDate {
  constructor(...given) {
    if (given.length === 0) super(TrueDate.now() + off())
    else super(...given)
  }

  static now() {
    return TrueDate.now() + off()
  }
}
Object.defineProperty(SetDate, 'name', { value: 'Date' })
globalThis.Date = SetDate
