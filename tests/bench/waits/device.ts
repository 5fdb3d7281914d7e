import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { writeMeta } from '../../../electron/data/database/meta.ts'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { openFileRoom } from '../../../electron/data/files/file-room.ts'
import { saveAccount, saveToken } from '../../../electron/data/queries/account.ts'
import { record } from '../../../electron/data/record/record.ts'
import { scopeChecksum } from '../../../electron/data/sync/checksums.ts'
import { indexBacklog } from '../../../electron/data/sync/index-backlog.ts'
import { pullAll } from '../../../electron/data/sync/pull.ts'
import { purgeDeparted } from '../../../electron/data/sync/purge.ts'
import { pushAll } from '../../../electron/data/sync/push.ts'
import { openSession } from '../../../electron/data/sync/session.ts'
import { signIn } from '../../../electron/data/sync/sign-in.ts'
import { sampleRecords } from '../sync/records.ts'
import { busyUser } from './calls.ts'
import { watchHolds } from './holds.ts'
import { benchPassword, type PhaseWaits, type ServerOrder } from './messages.ts'

/** One device that goes through all the work of sync while its user calls; tells what each phase made them wait. */
const [serverUrl = '', changes = '', offline = '', indexSeconds = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'outpost-waits-'))
const identity = { device: v7(), incarnation: v7(), node: v7().replaceAll('-', '').slice(16) }
const key = new Uint8Array(32).fill(7)
const store = openDatabase({ file: join(folder, 'outpost.db'), key, create: true, ballast: false })
const answer = await signIn({
  serverUrl,
  login: 'jia',
  password: benchPassword,
  device: { id: identity.device, name: 'bench', incarnation: identity.incarnation },
})
await store.write(async (tx) => {
  await saveAccount(tx, answer.account)
  await saveToken(tx, answer.token)
  if (answer.serverKey !== undefined) await writeMeta(tx, 'serverKey', answer.serverKey)
})
const { watched, holds } = watchHolds(store)
const user = busyUser(store, identity, await openFileRoom(store, folder))
await warmUp()

const phases: PhaseWaits[] = []
const session = async () => {
  const opened = await openSession({
    store: watched,
    identity,
    now: Date.now,
    idleMs: 60_000,
    signal: new AbortController().signal,
    step: () => undefined,
    pause: user.quiet,
  })
  if (!opened) throw new Error('not signed in')
  return opened
}
const pull = async () => {
  await pullAll(await session(), () => undefined)
}
const zone = async () => {
  const scopes = await store.read((db) =>
    db
      .selectFrom('membership')
      .select('scope')
      .groupBy('scope')
      .orderBy((eb) => eb.fn.countAll(), 'desc')
      .execute(),
  )
  return scopes[0]?.scope ?? ''
}

await phase('first pull', pull)
await phase('indexes', () => indexFor(Number(indexSeconds)))
await tell({ type: 'change', records: Number(changes) })
await phase('tail', pull)
await indexFor(1)
await writeOffline(Number(offline))
await phase('push', async () => pushAll(await session(), { ops: 500 }, Number(offline), () => undefined))
const scope = await zone()
await phase('checksum', async () => {
  await scopeChecksum(watched, scope, (await session()).pause)
})
await tell({ type: 'revoke' })
await phase('scope leaves', pull)
await phase('purge', async () => {
  const { removed } = await purgeDeparted(await session())
  if (removed === 0) throw new Error('nothing was removed')
})
await store.close()
rmSync(folder, { recursive: true, force: true })
console.log(JSON.stringify(phases))
process.exit(0)

async function phase(name: string, work: () => Promise<void>): Promise<void> {
  holds()
  const end = user.begin()
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1000
  phases.push({ phase: name, seconds, waits: await end(), holds: holds() })
}

/** What is loaded and compiled at the first calls is none of sync's. */
async function warmUp(): Promise<void> {
  const end = user.begin()
  await new Promise((resolve) => setTimeout(resolve, 3000))
  await end()
  await store.write((tx) => tx.deleteFrom('outbox').execute())
}

async function indexFor(seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1000
  await indexBacklog(watched, () => performance.now() > until, user.quiet)
}

async function writeOffline(count: number): Promise<void> {
  const { userId, unitId } = answer.account
  const records = sampleRecords(count, 200, { unitId, userId })
  for (let from = 0; from < records.length; from += 200)
    await store.write(async (tx) => {
      for (const [index, { id, values }] of records.slice(from, from + 200).entries()) {
        const { unitId: _unit, createdBy, createdAt, origin, ...own } = values
        const context = { ...identity, author: userId, unitId, nowMs: Date.now() - 60_000 + from + index }
        await record(tx, context, { table: 'enterprises', id, kind: 'set', values: own as { name: string } })
      }
    })
}

async function tell(order: ServerOrder): Promise<void> {
  const done = new Promise((resolve) => process.once('message', resolve))
  process.send?.(order)
  await done
}
