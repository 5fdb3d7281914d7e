import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sampleRecords } from '../sync/records.ts'

/** PouchDB with express-pouchdb, both on LevelDB, in one process: it has no other way without CouchDB. */
const load = async (name: string) => (await import(name)).default
const [PouchDB, express, expressPouch] = [
  await load('pouchdb'),
  await load('express'),
  await load('express-pouchdb'),
]
const [pulls, pushes] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'outpost-bench-pouchdb-'))
process.chdir(folder)
const owner = {
  unitId: '019c0f6e-0000-7000-8000-0000000000aa',
  userId: '019c0f6e-0000-7000-8000-0000000000bb',
}
const docs = (count: number, seed: number) =>
  sampleRecords(count, seed, owner).map(({ id, values }) => ({ _id: id, ...values }))

const Server = PouchDB.defaults({ prefix: `${folder}/server-` })
const app = express()
app.use('/', expressPouch(Server, { mode: 'minimumForPouchDB', overrideMode: { include: [] } }))
const http = app.listen(0, '127.0.0.1')
await new Promise((resolve) => http.once('listening', resolve))
const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/library`

const library = new Server('library')
const all = docs(pulls ?? 0, 100)
for (let from = 0; from < all.length; from += 1000) await library.bulkDocs(all.slice(from, from + 1000))

const device = new PouchDB(`${folder}/device`)
const pull = await seconds(() => device.replicate.from(url, { batch_size: 1000 }))
const pulled = (await device.info()).doc_count
const writer = new PouchDB(`${folder}/writer`)
await writer.bulkDocs(docs(pushes ?? 0, 7))
const before = (await library.info()).doc_count
const push = await seconds(() => writer.replicate.to(url, { batch_size: 500 }))
const pushed = (await library.info()).doc_count - before
process.send?.({
  pull,
  push,
  pulled,
  pushed,
  remarks: 'no encryption, no rights, server in the same process',
})
rmSync(folder, { recursive: true, force: true })
process.exit(0)

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return Math.round(performance.now() - started) / 1000
}
