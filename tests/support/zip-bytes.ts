import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly content?: Buffer
  /** As it is, not deflated. */
  readonly stored?: boolean
  /** What the archive says of its size, true or not. */
  readonly says?: number
  /** Lies at the same place as the first part. */
  readonly overlaps?: boolean
}

/** A ZIP archive with these parts, also such as no program would write. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content = Buffer.from('样例'), stored = false, says, overlaps = false } of parts) {
    const packed = stored ? content : deflateRawSync(content)
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(stored ? 0 : 8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(says ?? content.length, 18)
    common.writeUInt16LE(title.length, 22)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    common.copy(entry, 6)
    entry.writeUInt32LE(overlaps ? 0 : at, 42)
    directory.push(entry, title)
    if (overlaps) continue
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, title, packed])
    bodies.push(local)
    at += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, listed, end])
}
