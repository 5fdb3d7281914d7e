import { readFileSync } from 'node:fs'
import { FeedPage } from '../../../electron/data/sync/feed-page.ts'
import { type Connection, callServer } from '../../../electron/data/sync/http.ts'
import { openSnapshot } from '../../../electron/data/sync/http-stream.ts'

/** The devices of `fleet.ts`: each reads every large scope of its user as a snapshot, all at once. */
const [serverUrl = '', tokensFile = ''] = process.argv.slice(2)

const tokens: string[] = JSON.parse(readFileSync(tokensFile, 'utf8'))
const connections = tokens.map((token): Connection => ({ serverUrl, token, idleMs: 600_000 }))
const [first] = connections
if (!first) throw new Error('no devices')
const page = await callServer(first, { method: 'GET', path: 'changes?limit=1', answer: FeedPage })
const large = page.scopes.filter(({ head }) => head > 1000).map(({ scope }) => scope)

const started = performance.now()
const received = await Promise.all(connections.map(readLarge))
process.send?.({
  seconds: (performance.now() - started) / 1000,
  received: received.reduce((sum, records) => sum + records, 0),
})
process.disconnect()

async function readLarge(connection: Connection): Promise<number> {
  let records = 0
  for (const scope of large) {
    const { chunks } = await openSnapshot(connection, `snapshot?${new URLSearchParams({ scope })}`)
    for await (const { head } of chunks) records += head.records
  }
  return records
}
