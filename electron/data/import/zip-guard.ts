import { inflateRawSync } from 'node:zlib'
import { AppError } from '#shared/contract/errors.ts'

/** What a workbook may unpack to: a sheet of some 300,000 full rows. More is a bomb, or nothing one can preview. */
const mostUnpacked = 700 * 1024 * 1024
const mostEntries = 10_000
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const endLength = 22
const entryLength = 46
const localLength = 30

/**
 * Looks into a packed workbook before it is unpacked: how much comes out of it, by its own word and in fact.
 * @returns the names of the entries
 * @throws AppError import/damaged for a file that was cut or changed, import/too-much for one that unpacks to more
 * than the program can hold
 */
export function guardZip(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(buffer)
  const count = buffer.readUInt16LE(end + 10)
  let at = buffer.readUInt32LE(end + 16)
  if (count > mostEntries) throw new AppError('import/too-much')
  const names: string[] = []
  let unpacked = 0
  for (let index = 0; index < count; index += 1) {
    if (at + entryLength > buffer.length || buffer.readUInt32LE(at) !== entrySignature)
      throw new AppError('import/damaged')
    const nameLength = buffer.readUInt16LE(at + 28)
    names.push(buffer.toString('utf8', at + entryLength, at + entryLength + nameLength))
    unpacked += buffer.readUInt32LE(at + 24)
    if (unpacked > mostUnpacked) throw new AppError('import/too-much')
    proveSize(buffer, at)
    at += entryLength + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  }
  return names
}

function endOf(buffer: Buffer): number {
  // A comment of at most 65,535 bytes may follow.
  const first = Math.max(0, buffer.length - endLength - 0xffff)
  for (let at = buffer.length - endLength; at >= first; at -= 1)
    if (buffer.readUInt32LE(at) === endSignature) return at
  throw new AppError('import/damaged')
}

/** An entry that unpacks to more than it says is either damaged or meant to do harm. */
function proveSize(buffer: Buffer, at: number): void {
  const [method, packed, unpacked] = [
    buffer.readUInt16LE(at + 10),
    buffer.readUInt32LE(at + 20),
    buffer.readUInt32LE(at + 24),
  ]
  if (method !== 8) return
  const local = buffer.readUInt32LE(at + 42)
  if (local + localLength > buffer.length) throw new AppError('import/damaged')
  const start = local + localLength + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28)
  try {
    inflateRawSync(buffer.subarray(start, start + packed), { maxOutputLength: Math.max(1, unpacked) })
  } catch (error) {
    const isTooMuch = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw new AppError(isTooMuch ? 'import/too-much' : 'import/damaged', {}, { cause: error })
  }
}
