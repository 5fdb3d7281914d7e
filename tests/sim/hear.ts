import { setImmediate as turn } from 'node:timers/promises'
import type { Context } from './carry-out.ts'
import { Violation } from './ledger.ts'
import type { SimDevice } from './sim-device.ts'

/** Until whoever listens has read what arrived: it reads, asks its store, and waits for the network at most. */
export async function someTurns(): Promise<void> {
  for (let turns = 0; turns < 12; turns += 1) await turn()
}

/** What becomes of a hint on its way. @throws Violation when it moves a cursor */
export async function passHint(
  { network, devices }: Context,
  { which, fate }: { readonly which: number; readonly fate: 'told' | 'twice' | 'lost' },
): Promise<string> {
  const hint = network.hints.take(which)
  if (!hint || fate === 'lost') return hint ? 'lost' : 'none'
  const device = devices.find((one) => one.isRunning() && one.host() === hint.host)
  if (!device) return 'nobody listens'
  await withCursorsStill(device, () => {
    network.hints.deliver(hint)
    if (fate === 'twice') network.hints.deliver(hint)
  })
  return 'told'
}

/** Tells a laptop of changes that do not exist, in a scope of its own or in one that it may not read. */
export async function mislead(
  { network, server, rng }: Context,
  device: SimDevice,
  { which, ahead }: { readonly which: number; readonly ahead: number },
): Promise<string> {
  const scopes = await server.database.query<{ id: string; max_seq: number }>(
    'select id, max_seq from scope order by id',
  )
  const { id, max_seq } = scopes[which % Math.max(1, scopes.length)] ?? { id: 'org', max_seq: 0 }
  const scope = rng.chance(0.1) ? `${id}x` : id
  await withCursorsStill(device, () =>
    network.hints.deliver({ host: device.host(), scope, seq: max_seq + ahead }),
  )
  return 'told'
}

async function withCursorsStill(device: SimDevice, tell: () => void): Promise<void> {
  const before = await cursorsOf(device)
  tell()
  await someTurns()
  if (device.isRunning() && (await cursorsOf(device)) !== before)
    throw new Violation(`I4: a hint moved a cursor on ${device.name}`)
}

function cursorsOf(device: SimDevice): Promise<string> {
  return device.store().read(async (db) => {
    const rows = await db.selectFrom('cursors').select(['scope', 'seq']).orderBy('scope').execute()
    return JSON.stringify(rows)
  })
}
