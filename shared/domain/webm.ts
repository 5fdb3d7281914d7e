/** Element ids of EBML and Matroska (RFC 8794, RFC 9559). */
const ids = { ebml: 0x1a45dfa3, segment: 0x18538067, info: 0x1549a966, scale: 0x2ad7b1, duration: 0x4489 }

interface Element {
  readonly id: number
  /** Where its size is written. */
  readonly sizeAt: number
  readonly dataAt: number
  /** Null for one of unknown size. */
  readonly size: number | null
}

/**
 * Writes into the beginning of a WebM file how long it is. A recorder that streams cannot know it, and players then
 * show no length and do not seek. What is no such file, or holds its own length, stays as it is.
 * @param head the beginning of the file, with all that stands before the sound
 */
export function withDuration(head: Uint8Array, durationMs: number): Uint8Array {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const start = elementAt(view, 0)
  if (start?.id !== ids.ebml || start.size === null) return head
  const segment = elementAt(view, start.dataAt + start.size)
  // Where the file knows its own size, nothing may be put between; a recorder that streams never knows it.
  if (segment?.id !== ids.segment || segment.size !== null) return head
  const info = childOf(view, segment.dataAt, head.length, ids.info)
  if (!info || info.size === null || info.dataAt + info.size > head.length) return head
  const end = info.dataAt + info.size
  if (childOf(view, info.dataAt, end, ids.duration)) return head
  const scale = childOf(view, info.dataAt, end, ids.scale)
  const nanoseconds = scale?.size ? unsigned(view, scale.dataAt, scale.size) : 1_000_000
  return joined([
    head.subarray(0, info.sizeAt),
    sizeOf(info.size + 11),
    head.subarray(info.dataAt, end),
    durationElement((durationMs * 1_000_000) / nanoseconds),
    head.subarray(end),
  ])
}

function childOf(view: DataView, from: number, to: number, id: number): Element | null {
  for (let at = from; at < to; ) {
    const element = elementAt(view, at)
    if (!element || element.id === id) return element
    if (element.size === null) return null
    at = element.dataAt + element.size
  }
  return null
}

function elementAt(view: DataView, at: number): Element | null {
  const idLength = at < view.byteLength ? Math.clz32(view.getUint8(at)) - 23 : 9
  const sizeAt = at + idLength
  if (idLength > 4 || sizeAt >= view.byteLength) return null
  const sizeLength = Math.clz32(view.getUint8(sizeAt)) - 23
  const dataAt = sizeAt + sizeLength
  if (sizeLength > 8 || dataAt > view.byteLength) return null
  const whole = unsigned(view, sizeAt, sizeLength)
  const size = whole - 2 ** (7 * sizeLength)
  // All bits set: unknown. Compared before doubles lose the last bits of eight bytes.
  const isUnknown = Array.from({ length: sizeLength }, (_, index) => view.getUint8(sizeAt + index)).every(
    (byte, index) => byte === (index === 0 ? 2 ** (9 - sizeLength) - 1 : 0xff),
  )
  return { id: unsigned(view, at, idLength), sizeAt, dataAt, size: isUnknown ? null : size }
}

function unsigned(view: DataView, at: number, length: number): number {
  let value = 0
  for (let index = 0; index < length && at + index < view.byteLength; index += 1)
    value = value * 256 + view.getUint8(at + index)
  return value
}

/** A size in four bytes. */
function sizeOf(size: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, 0x1000_0000 + size)
  return bytes
}

function durationElement(ticks: number): Uint8Array {
  const bytes = new Uint8Array(11)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, ids.duration)
  view.setUint8(2, 0x88)
  view.setFloat64(3, ticks)
  return bytes
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
