/** Random access to a file's bytes. Reading beyond the end gives what there is. */
export interface ByteSource {
  readonly size: number
  readonly bytes: (start: number, length: number) => Promise<Buffer>
}

export interface ZipEntry {
  readonly name: string
  /** 0: stored as it is. */
  readonly method: number
  readonly packed: number
  readonly unpacked: number
  /** Where the entry's local header stands. */
  readonly offset: number
}

/** More entries than any document has; the directory of such an archive is not even read. */
export const mostEntries = 20_000

const endLength = 22
const longestComment = 65_535
const directoryLimit = 8_388_608
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const locatorSignature = 0x07064b50
const end64Signature = 0x06064b50
const full16 = 0xffff
const full32 = 0xffffffff

/**
 * The central directory of a ZIP archive, by APPNOTE 6.3.10; nothing is unpacked.
 * @returns null when it is damaged, or larger than any real one
 */
export async function zipEntries(source: ByteSource): Promise<readonly ZipEntry[] | null> {
  const end = await directoryEnd(source)
  if (!end || end.count > mostEntries || end.length > directoryLimit) return null
  if (end.start + end.length > source.size) return null
  const directory = await source.bytes(end.start, end.length)
  const entries: ZipEntry[] = []
  let at = 0
  while (entries.length < end.count) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature) return null
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field))
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths
    const next = at + 46 + nameLength + extraLength + commentLength
    if (next > directory.length) return null
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)
    entries.push(
      withLongNumbers(extra, {
        name: directory.toString('latin1', at + 46, at + 46 + nameLength),
        method: directory.readUInt16LE(at + 10),
        packed: directory.readUInt32LE(at + 20),
        unpacked: directory.readUInt32LE(at + 24),
        offset: directory.readUInt32LE(at + 42),
      }),
    )
    at = next
  }
  return entries
}

async function directoryEnd(source: ByteSource) {
  const tailLength = Math.min(source.size, endLength + longestComment)
  const tailStart = source.size - tailLength
  const tail = await source.bytes(tailStart, tailLength)
  for (let at = tail.length - endLength; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue
    const count = tail.readUInt16LE(at + 10)
    const length = tail.readUInt32LE(at + 12)
    const start = tail.readUInt32LE(at + 16)
    const isLong = count === full16 || length === full32 || start === full32
    return isLong ? longEnd(source, tailStart + at) : { count, length, start }
  }
  return undefined
}

async function longEnd(source: ByteSource, shortEnd: number) {
  const locator = await source.bytes(Math.max(0, shortEnd - 20), 20)
  if (locator.length < 20 || locator.readUInt32LE(0) !== locatorSignature) return undefined
  const end = await source.bytes(Number(locator.readBigUInt64LE(8)), 56)
  if (end.length < 56 || end.readUInt32LE(0) !== end64Signature) return undefined
  return {
    count: Number(end.readBigUInt64LE(32)),
    length: Number(end.readBigUInt64LE(40)),
    start: Number(end.readBigUInt64LE(48)),
  }
}

/** Sizes of 4 GiB and more stand in an extra field, in a fixed order, only those that do not fit. */
function withLongNumbers(extra: Buffer, entry: ZipEntry): ZipEntry {
  for (let at = 0; at + 4 <= extra.length; ) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)]
    if (id === 1) {
      let next = at + 4
      const long = (value: number): number => {
        if (value !== full32 || next + 8 > Math.min(extra.length, at + 4 + length)) return value
        next += 8
        return Number(extra.readBigUInt64LE(next - 8))
      }
      const unpacked = long(entry.unpacked)
      const packed = long(entry.packed)
      return { ...entry, unpacked, packed, offset: long(entry.offset) }
    }
    at += 4 + length
  }
  return entry
}
