import { inflateRawSync } from 'node:zlib'

const localHeader = 0x04034b50
const centralHeader = 0x02014b50

/** The text of one file inside a .docx or .xlsx. Throws when it is not there. */
export function zippedText(archive: Buffer, name: string): string {
  for (
    let at = archive.indexOf('PK\u0001\u0002');
    at !== -1;
    at = archive.indexOf('PK\u0001\u0002', at + 4)
  ) {
    if (archive.readUInt32LE(at) !== centralHeader) continue
    const nameLength = archive.readUInt16LE(at + 28)
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) !== name) continue
    const size = archive.readUInt32LE(at + 20)
    const start = archive.readUInt32LE(at + 42)
    if (archive.readUInt32LE(start) !== localHeader) throw new Error('not a local header')
    const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28)
    const bytes = archive.subarray(data, data + size)
    return (archive.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes)).toString('utf8')
  }
  throw new Error(`no ${name} in the archive`)
}
