import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createSampleOrganisation } from '../../../server/administration/sample-organisation.ts'
import { startServer } from '../../../server/start.ts'
import { load } from './load-library.ts'
import { benchPassword, type ServerMessage, type ServerOrder } from './messages.ts'
import { sampleRecords } from './records.ts'

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
