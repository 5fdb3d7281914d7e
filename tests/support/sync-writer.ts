import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { openDatabase } from '../../electron/data/database/open-database.ts'
import { record } from '../../electron/data/record/record.ts'
import { startSyncWith } from '../../electron/data/sync/start-sync.ts'

/**
 * A laptop's data host without windows, as a process that can be killed: opens its store, exchanges with the server
 * as often as it can, and writes records and edits until it dies. Says each record's id once it is on the disk.
 * Arguments: store file, key in hex, identity as JSON, author's ids as JSON.
 */
const [file = '', key = '', identityText = '', authorText = ''] = process.argv.slice(2)
const store = openDatabase({ file, key: Buffer.from(key, 'hex'), ballast: false })
const identity: { device: string; incarnation: string; node: string } = JSON.parse(identityText)
const author: { author: string; unitId: string } = JSON.parse(authorText)

startSyncWith(
  {
    store,
    identity,
    deviceName: '样例笔记本',
    appVersion: '0.1.0',
    announce: () => undefined,
    log: { info: () => undefined, error: () => undefined },
  },
  {
    now: Date.now,
    random: Math.random,
    // Waits that last a second or minutes in life last milliseconds here.
    after: (ms, run) => {
      const timer = setTimeout(run, Math.min(ms, 20))
      return () => clearTimeout(timer)
    },
    intervalMs: 20,
    idleMs: 3000,
    step: () => undefined,
  },
)
writeSync(1, 'started\n')
for (;;) {
  const id = uuidv7()
  const context = () => ({ ...identity, ...author, nowMs: Date.now() })
  await store.write((tx) =>
    record(tx, context(), { table: 'enterprises', id, kind: 'set', values: { name: `样例企业${id}` } }),
  )
  writeSync(1, `${id}\n`)
  await store.write((tx) =>
    record(tx, context(), { table: 'enterprises', id, kind: 'set', values: { remarks: '改过的' } }),
  )
  writeSync(1, `${id} edited\n`)
  await sleep(Math.random() * 8)
}
