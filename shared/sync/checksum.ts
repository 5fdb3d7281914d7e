import { type PackedClocks, plainText } from './clocks.ts'
import { canonical } from './merge.ts'

/** A checksum as text: 128 bits in hex. */
export type Checksum = string

export const noChecksum: Checksum = '0'.repeat(32)

/**
 * The text whose hash stands for one record in its scope's checksum: the clocks say which writes the record is made
 * of, whatever the order in which they came. Both sides take the first 128 bits of its SHA-256.
 */
export function checksumText(table: string, id: string, clocks: PackedClocks): string {
  const { d, e, f, s } = clocks
  const fields = plainText(clocks)
  if (fields !== undefined)
    return `[${JSON.stringify(table)},${JSON.stringify(id)},{"f":${fields},"s":${JSON.stringify(s)}}]`
  // The clocks of most records: their names stand in order, and nothing in them has keys of its own.
  if (d === undefined && e === undefined && isPlain(f)) return JSON.stringify([table, id, { f, s }])
  return canonical([table, id, clocks])
}

function isPlain(fields: PackedClocks['f']): boolean {
  let last = ''
  for (const name in fields) {
    if (typeof fields[name] !== 'number' || name < last || /^\d/.test(name)) return false
    last = name
  }
  return true
}

/** Adds or takes away a record's hash: each is the other's inverse. */
export function xorChecksums(a: Checksum, b: Checksum): Checksum {
  // As with every record that comes new into a scope.
  if (a === noChecksum) return b
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(16).padStart(32, '0')
}
