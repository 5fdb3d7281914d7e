/**
 * A JPEG without what a camera or a program wrote into it: place, time, device, names, a preview. The picture itself is
 * the same, bit by bit. Kept are only the segments a decoder needs (JFIF, colour profile, Adobe's transform).
 * @returns null when it is no JPEG that can be read
 * @see ITU-T T.81, B.1
 */
export function withoutMetadata(jpeg: Uint8Array): Uint8Array | null {
  if (jpeg[0] !== 0xff || jpeg[1] !== marker.start) return null
  const kept: Uint8Array[] = [jpeg.subarray(0, 2)]
  for (let at = 2; at + 4 <= jpeg.length; ) {
    if (jpeg[at] !== 0xff) return null
    const code = jpeg[at + 1] ?? 0
    if (code === 0xff) {
      at += 1
      continue
    }
    const length = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0)
    const end = at + 2 + length
    if (length < 2 || end > jpeg.length) return null
    if (code === marker.scan) {
      const last = endOfPicture(jpeg, end)
      // What follows the picture (a second one, a film) can hold a place too.
      return last === null ? null : joined([...kept, jpeg.subarray(at, last)])
    }
    const segment = jpeg.subarray(at, end)
    if (isNeeded(code, segment)) kept.push(segment)
    at = end
  }
  return null
}

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, comment: 0xfe } as const

function isNeeded(code: number, segment: Uint8Array): boolean {
  if (code === marker.comment) return false
  if (code < 0xe0 || code > 0xef) return true
  const name = String.fromCharCode(...segment.subarray(4, 16))
  return (
    (code === 0xe0 && name.startsWith('JFIF')) ||
    (code === 0xe2 && name.startsWith('ICC_PROFILE')) ||
    (code === 0xee && name.startsWith('Adobe'))
  )
}

/** Behind the end marker of the picture whose first scan's data begins at `from`; progressive ones have several scans. */
function endOfPicture(jpeg: Uint8Array, from: number): number | null {
  for (let at = from; at + 1 < jpeg.length; at += 1) {
    if (jpeg[at] !== 0xff) continue
    const code = jpeg[at + 1] ?? 0
    if (code === marker.end) return at + 2
    const isSegment = code >= 0xc0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd9)
    if (isSegment) at += 1 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0))
  }
  return null
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
