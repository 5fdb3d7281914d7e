import type { Writable } from 'node:stream'

/**
 * Writes each piece when the one before it has gone to the system, so that who makes them may use their memory again,
 * and a slow reader costs one of them. Ends the target afterwards; what fails on the way destroys it in the middle, so
 * that nobody takes what arrived for whole.
 * @throws what the pieces throw, and when the target is closed before its end
 */
export async function writePieces(target: Writable, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of pieces) await written(target, piece)
    target.end()
  } catch (error) {
    target.destroy()
    throw error
  }
}

function written(target: Writable, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const left = () => reject(new Error('the reader has left'))
    target.once('close', left)
    target.write(piece, (error) => {
      target.off('close', left)
      if (error) reject(error)
      else resolve()
    })
  })
}
