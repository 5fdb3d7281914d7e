import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sampleRecords } from '../sync/records.ts'

/** RxDB on its memory storage (the free one that takes so many), replicating by HTTP with a list in memory. */
const core = await import('rxdb' as string)
const { replicateRxCollection } = await import('rxdb/plugins/replication' as string)
const { getRxStorageMemory } = await import('rxdb/plugins/storage-memory' as string)
const [pulls, pushes] = process.argv.slice(2).map(Number)
const owner = {
  unitId: '019c0f6e-0000-7000-8000-0000000000aa',
  userId: '019c0f6e-0000-7000-8000-0000000000bb',
}
const docs = (count: number, seed: number) =>
  sampleRecords(count, seed, owner).map(({ id, values }) => ({ id, ...values }))
const library = docs(pulls ?? 0, 100)
const received = new Map<string, unknown>()

const http = createServer((request, response) => {
  const at = Number(new URL(request.url ?? '/', 'http://local').searchParams.get('at') ?? 0)
  if (request.method === 'GET') {
    response.end(JSON.stringify(library.slice(at, at + 1000)))
    return
  }
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    for (const { newDocumentState } of JSON.parse(Buffer.concat(parts).toString('utf8')))
      received.set(newDocumentState.id, newDocumentState)
    response.end('[]')
  })
})
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`

const properties = Object.fromEntries(
  Object.entries(docs(1, 1)[0] ?? {}).map(([name, value]) => [
    name,
    { type: typeof value, ...(name === 'id' ? { maxLength: 36 } : {}) },
  ]),
)
const collection = async (name: string) => {
  const database = await core.createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false })
  const schema = { version: 0, primaryKey: 'id', type: 'object', properties }
  return (await database.addCollections({ library: { schema } })).library
}

const device = await collection('device')
const pull = await seconds(async () => {
  const replication = replicateRxCollection({
    collection: device,
    replicationIdentifier: 'pull',
    live: false,
    pull: {
      batchSize: 1000,
      handler: async (checkpoint: { at: number } | undefined) => {
        const at = checkpoint?.at ?? 0
        const list = await (await fetch(`${url}?at=${at}`)).json()
        return {
          documents: list.map((doc: object) => ({ ...doc, _deleted: false })),
          checkpoint: { at: at + list.length },
        }
      },
    },
  })
  await replication.awaitInitialReplication()
})
const pulled = await device.count().exec()
const writer = await collection('writer')
await writer.bulkInsert(docs(pushes ?? 0, 7))
const push = await seconds(async () => {
  const replication = replicateRxCollection({
    collection: writer,
    replicationIdentifier: 'push',
    live: false,
    push: {
      batchSize: 500,
      handler: async (rows: unknown[]) =>
        (await fetch(url, { method: 'POST', body: JSON.stringify(rows) })).json(),
    },
  })
  await replication.awaitInitialReplication()
})
process.send?.({
  pull,
  push,
  pulled,
  pushed: received.size,
  remarks: 'memory only, no merge and no rights on the server',
})
process.exit(0)

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return Math.round(performance.now() - started) / 1000
}
