import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { v7 } from 'uuid'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import { createSampleOrganisation } from '../../../server/administration/sample-organisation.ts'
import type { Database } from '../../../server/database/open-database.ts'
import { transact } from '../../../server/database/transaction.ts'
import { startServer } from '../../../server/start.ts'
import { applyOps } from '../../../server/sync/apply.ts'
import { append } from '../../../server/sync/feed.ts'
import { benchPassword, type ServerMessage, type ServerOrder } from './messages.ts'
import { type SampleRecord, sampleRecords } from './records.ts'

/**
 * The server of the measurement, in a process of its own: a real one on the embedded PostgreSQL, with a small and a
 * large library; beside it a bare HTTP server with the same records, for the limit.
 */
const [folder = '', small = '', large = ''] = process.argv.slice(2)
const tell = (message: ServerMessage) => process.send?.(message)

const server = await startServer({ dataDir: folder })
const logins = ['jia', 'yi', 'bing', 'ding']
const { units, users } = await createSampleOrganisation(
  server.database,
  Object.fromEntries(logins.map((login) => [login, benchPassword])),
)
const ownerOf = (login: string, unitId: string) => ({
  unitId,
  userId: users.find((user) => user.login === login)?.id ?? '',
})
const { packed, recordBytes } = await libraries().catch(async (error) => {
  await server.stop()
  throw error
})
const bare = createHttpServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' })
  response.end(packed)
})
bare.listen(0, '127.0.0.1', () => {
  const { port } = bare.address() as AddressInfo
  tell({
    type: 'ready',
    url: server.url,
    limitUrl: `http://127.0.0.1:${port}/`,
    recordBytes,
  })
})

let extra = 0
// Whoever measures has gone: so does this.
process.on('disconnect', () => void server.stop().then(() => process.exit(0)))
process.on('message', (order: ServerOrder) => {
  switch (order.type) {
    case 'change': {
      extra += 1
      const one = sampleRecords(1, 1000 + extra, ownerOf('yi', units.liaison))
      void load(server.database, one).then(() => tell({ type: 'changed' }))
      break
    }
    case 'stop':
      bare.close()
      void server.stop().then(() => process.exit(0))
      break
  }
})

/** Makes both libraries. What they were made from is not kept: a server holds no library in its memory. */
async function libraries(): Promise<{ packed: Buffer; recordBytes: number }> {
  await load(server.database, sampleRecords(Number(small), 10, ownerOf('yi', units.liaison)))
  const library = sampleRecords(Number(large), 100, ownerOf('bing', units.zone))
  await load(server.database, library)
  const lines = Buffer.from(library.map(({ id, values }) => JSON.stringify({ id, ...values })).join('\n'))
  return { packed: gzipSync(lines), recordBytes: Math.round(lines.length / library.length) }
}

/** Writes records as operations of a device, through the server's own door. */
async function load(db: Database, records: readonly SampleRecord[]): Promise<void> {
  const device = v7()
  for (let from = 0; from < records.length; from += 1000) {
    const ops = records.slice(from, from + 1000).map(({ id, values }, index) => {
      const hlc = hlcOf(Date.parse(String(values.createdAt)), 0, 'a1b2c3d4e5f60718')
      return Op.parse({
        opId: v7(),
        device,
        incarnation: device,
        localSeq: from + index + 1,
        table: 'enterprises',
        id,
        kind: 'set',
        fields: Object.fromEntries(Object.entries(values).map(([name, v]) => [name, { v, hlc, base: [] }])),
        schemaVersion: 1,
        author: values.createdBy,
      })
    })
    await transact(db, async (tx) => {
      const { outcomes, entries } = await applyOps(tx, ops, null)
      const refused = outcomes.find((outcome) => 'refusal' in outcome)
      if (refused) throw new Error(JSON.stringify(refused))
      await append(tx, entries)
    })
  }
}
