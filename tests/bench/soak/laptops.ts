import { v7 } from 'uuid'
import { type RecordChange, record } from '../../../electron/data/record/record.ts'
import { scopeChecksum } from '../../../electron/data/sync/checksums.ts'
import { cursorsOf } from '../../support/real-laptop.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'
import type { SoakTeam } from './messages.ts'

/** A laptop of the soak and what its user made in the course of it. */
export interface SoakLaptop {
  readonly device: SyncDevice
  /** Enterprises of the unit that its user may meet: some that were there, and what was made here. */
  readonly known: string[]
  /** Operations that its user was told were saved. */
  saved: number
}

/** Signs every laptop of a team in, with a store of its own; `now` is the clock of all. */
export async function startLaptops(url: string, team: SoakTeam, now: () => number): Promise<SoakLaptop[]> {
  const { unitId, userId } = team
  const started: SoakLaptop[] = []
  for (const { token, ...identity } of team.laptops) {
    const device = await startDevice({
      serverUrl: url,
      identity,
      token,
      account: { userId, userName: '样例', unitId, role: 'team_lead', organisation: '样例市招商局' },
      ports: { now, random: Math.random, idleMs: 60_000 },
    })
    started.push({ device, known: [], saved: 0 })
  }
  return started
}

/** Remembers records that its user will meet, spread over the library. */
export async function learn({ device, known }: SoakLaptop, count: number): Promise<void> {
  const rows = await device
    .store()
    .read((db) => db.selectFrom('enterprises').select('id').orderBy('id').execute())
  const step = Math.max(1, Math.floor(rows.length / count))
  for (let at = 0; at < rows.length; at += step) known.push(rows[at]?.id ?? '')
}

/** One action of a user: mostly a change of something known, now and then a new record or one put away. */
export async function act(laptop: SoakLaptop, random: () => number, now: number): Promise<void> {
  const { device, known } = laptop
  const some = known[Math.floor(random() * known.length)]
  const kind = random()
  const write = (change: RecordChange) =>
    device.store().write((tx) => record(tx, { ...device.context(), nowMs: now }, change))
  if (!some || kind < 0.15) {
    const id = v7()
    await write({
      table: 'enterprises',
      id,
      kind: 'set',
      values: { name: `样例企业${known.length}有限公司`, city: '深圳' },
    })
    known.push(id)
  } else if (kind < 0.17) {
    await write({ table: 'enterprises', id: some, kind: 'delete' })
    known.splice(known.indexOf(some), 1)
  } else {
    const values =
      kind < 0.6 ? { employees: Math.floor(random() * 9000) } : { mainProducts: `产品${random()}` }
    await write({ table: 'enterprises', id: some, kind: 'set', values })
  }
  laptop.saved += 1
}

/** What a laptop has confirmed of each of its scopes. */
export async function checksumsOf(
  device: SyncDevice,
): Promise<Record<string, { seq: number; checksum: string }>> {
  const sums: Record<string, { seq: number; checksum: string }> = {}
  for (const [scope, seq] of Object.entries(await cursorsOf(device)))
    sums[scope] = { seq, checksum: await scopeChecksum(device.store(), scope, async () => undefined) }
  return sums
}
