import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { newToken, tokenHash } from '../../../server/accounts/tokens.ts'
import { createSampleOrganisation } from '../../../server/administration/sample-organisation.ts'
import { startServer } from '../../../server/start.ts'
import { load } from './load-library.ts'
import { benchPassword, type ServerMessage, type ServerOrder } from './messages.ts'
import { sampleRecords } from './records.ts'

/**
 * The server that a fleet reads: `fill` makes its library and ends, `serve` serves what is there. Two processes, for
 * who made a library has had it in its memory.
 */
const [task, folder = '', records = '', devices = ''] = process.argv.slice(2)
const recordsAtOnce = 50_000

const server = await startServer({ dataDir: folder })
if (task === 'fill') {
  const { units, users } = await createSampleOrganisation(server.database, { bing: benchPassword })
  const userId = users.find(({ login }) => login === 'bing')?.id ?? ''
  for (let from = 0, part = 0; from < Number(records); from += recordsAtOnce, part += 1) {
    const count = Math.min(recordsAtOnce, Number(records) - from)
    await load(server.database, sampleRecords(count, 100 + part, { unitId: units.zone, userId }))
  }
  // Signing in is no part of the measurement, and a server lets one address do so only so often.
  const tokens = Array.from({ length: Number(devices) }, newToken)
  await server.database
    .insertInto('devices')
    .values(
      tokens.map((token, number) => ({
        id: v7(),
        user_id: userId,
        name: `bench ${number}`,
        incarnation: v7(),
        token_hash: tokenHash(token),
      })),
    )
    .execute()
  await writeFile(join(folder, 'tokens.json'), JSON.stringify(tokens))
  await server.stop()
  process.exit(0)
}
const message: ServerMessage = { type: 'ready', url: server.url, limitUrl: '', recordBytes: 0 }
process.send?.(message)
process.on('disconnect', () => void server.stop().then(() => process.exit(0)))
process.on('message', ({ type }: ServerOrder) => {
  if (type === 'stop') void server.stop().then(() => process.exit(0))
})
