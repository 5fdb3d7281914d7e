import { v7 } from 'uuid'
import { newToken, tokenHash } from '../../../server/accounts/tokens.ts'
import { createUnit } from '../../../server/administration/units.ts'
import { createUser } from '../../../server/administration/users.ts'
import { startServer } from '../../../server/start.ts'
import { readChecksums } from '../../../server/sync/checksums.ts'
import { load } from '../sync/load-library.ts'
import { benchPassword } from '../sync/messages.ts'
import { sampleRecords } from '../sync/records.ts'
import type { SoakServerMessage, SoakServerOrder, SoakTeam } from './messages.ts'

/** The server of the soak, in a process of its own, with a clock that it is told. */
const [folder = '', startMs = '', teamCount = '', laptopsEach = '', recordsEach = ''] = process.argv.slice(2)
const tell = (message: SoakServerMessage) => process.send?.(message)
const recordsAtOnce = 20_000

let now = Number(startMs)
// The laptops are one address here, and a server answers one address only so often: each names its own.
const server = await startServer({ dataDir: folder, clock: () => now, trustProxy: '127.0.0.1' })
const teams: SoakTeam[] = []
for (let number = 0; number < Number(teamCount); number += 1) teams.push(await makeTeam(number))
tell({ type: 'ready', url: server.url, teams })

process.on('disconnect', () => void server.stop().then(() => process.exit(0)))
process.on('message', (order: SoakServerOrder) => {
  if (order.type === 'clock') {
    now = order.now
    tell({ type: 'at' })
  } else if (order.type === 'state') void state().then(tell)
  else void server.stop().then(() => process.exit(0))
})

async function makeTeam(number: number): Promise<SoakTeam> {
  const { database } = server
  const clock = () => now
  const unitId = await createUnit(database, { name: `样例开发区${number}`, kind: 'development_zone' }, clock)
  const { id: userId } = await createUser(
    database,
    { login: `team${number}`, name: `样例${number}`, unitId, role: 'team_lead', password: benchPassword },
    clock,
  )
  for (let from = 0, part = 0; from < Number(recordsEach); from += recordsAtOnce, part += 1) {
    const count = Math.min(recordsAtOnce, Number(recordsEach) - from)
    await load(database, sampleRecords(count, number * 64 + part + 1, { unitId, userId }))
  }
  const laptops = Array.from({ length: Number(laptopsEach) }, () => ({
    device: v7(),
    incarnation: v7(),
    token: newToken(),
  }))
  await database
    .insertInto('devices')
    .values(
      laptops.map(({ device, incarnation, token }) => ({
        id: device,
        user_id: userId,
        name: 'soak',
        incarnation,
        token_hash: tokenHash(token),
      })),
    )
    .execute()
  return { unitId, userId, laptops }
}

async function state(): Promise<SoakServerMessage> {
  const ids = await server.database.selectFrom('scope').select('id').execute()
  const sums = await readChecksums(
    server.database,
    ids.map(({ id }) => id),
  )
  return {
    type: 'state',
    scopes: Object.fromEntries(sums.map(({ scope, seq, checksum }) => [scope, { seq, checksum }])),
    rssMiB: process.memoryUsage.rss() / 2 ** 20,
  }
}
