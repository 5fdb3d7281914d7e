import { createHash } from 'node:crypto'
import { type Checksum, checksumText, noChecksum, xorChecksums } from '#shared/sync/checksum.ts'
import { type PackedClocks, packClocks, parseClocks } from '#shared/sync/clocks.ts'
import type { Store } from '../database/open-database.ts'
import { clocksOfScope, type MemberClocks } from '../queries/checksums.ts'
import { parseState } from './record-state.ts'

const recordsAtOnce = 500

/**
 * The checksum of what this device confirmed of a scope. Read in small pieces between the user's calls, so it only
 * counts when the scope's cursor is the same before and after.
 */
export async function scopeChecksum(
  store: Store,
  scope: string,
  pause: () => Promise<void>,
): Promise<Checksum> {
  let sum = noChecksum
  let after = { tableName: '', recordId: '' }
  for (;;) {
    const members = await store.read((db) => clocksOfScope(db, scope, after, recordsAtOnce))
    for (const member of members) sum = xorChecksums(sum, recordChecksum(member))
    const last = members.at(-1)
    if (!last || members.length < recordsAtOnce) return sum
    after = last
    await pause()
  }
}

function recordChecksum(member: MemberClocks): Checksum {
  const clocks = confirmedClocks(member)
  // A record made here that the server has not confirmed is none of the scope yet.
  if (!clocks || Object.keys(clocks.f).length === 0) return noChecksum
  const text = checksumText(member.tableName, member.recordId, clocks)
  return createHash('sha256').update(text).digest('hex').slice(0, noChecksum.length)
}

function confirmedClocks({ base, clocks }: MemberClocks): PackedClocks | null {
  if (base !== null) return packClocks(parseState(base))
  return clocks === null ? null : parseClocks(clocks)
}
