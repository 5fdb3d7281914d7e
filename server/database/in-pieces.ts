/** Rows of one statement. */
const pieceRows = 250
/** Rows of the first one: nothing is at work while its texts are made. */
const firstRows = 80

/**
 * Writes many rows a piece at a time: while the database works on one, the texts of the next are made. Less of them
 * stands in memory, and other requests get their turn in between. The caller's transaction keeps it one.
 * @param write makes one statement; its texts at once, before it first waits
 */
export async function inPieces<T>(
  rows: readonly T[],
  write: (piece: readonly T[]) => Promise<unknown>,
): Promise<void> {
  let before: Promise<unknown> = Promise.resolve()
  let until = 0
  for (let from = 0; from < rows.length; from = until) {
    until += from === 0 && rows.length > pieceRows ? firstRows : pieceRows
    const running = write(rows.slice(from, until))
    // It is awaited in the next turn; should the one before fail first, this one has failed with it.
    running.catch(() => undefined)
    await before
    // What was handed over must leave before the next texts keep the processor.
    await new Promise((resolve) => setImmediate(resolve))
    before = running
  }
  await before
}
