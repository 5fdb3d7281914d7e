import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrations } from '../../../electron/data/database/migrations/index.ts'
import { parseOp } from '../../../electron/data/sync/stored-op.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/store/${name}`, import.meta.url))

/** What the program of schema version 1 found in the file that it left. */
const left = JSON.parse(readFileSync(fixture('schema-1.json'), 'utf8'))

describe('a store that the first version of the program left', () => {
  let server: ScriptedServer
  let device: SyncDevice
  beforeEach(async () => {
    server = await scriptedServer()
    device = await startDevice({
      serverUrl: server.url,
      identity: { device: left.outbox[0].op.device, incarnation: left.outbox[0].op.incarnation },
      account: { userId: left.user },
      opened: { copyOf: fixture('schema-1.db'), key: Buffer.from(left.key, 'hex') },
    })
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  it('opens at the newest version with every record, conflict, draft and unsent operation it had', async () => {
    expect(device.store().openedFromVersion).toBe(1)
    expect(migrations.length).toBeGreaterThan(1)
    for (const [table, n] of Object.entries(left.counts))
      expect(await device.count(table as 'outbox'), table).toBe(n)
    const found = await device.store().read(async (db) => ({
      outbox: await db.selectFrom('outbox').select(['localSeq', 'opId', 'op']).orderBy('localSeq').execute(),
      quarantine: await db.selectFrom('quarantine').select(['opId', 'reason']).execute(),
      journal: await db.selectFrom('ackedJournal').select('opId').orderBy('opId').execute(),
      history: await db
        .selectFrom('fieldHistory')
        .select(['recordId', 'field', 'lostValue'])
        .orderBy('id')
        .execute(),
      drafts: await db.selectFrom('drafts').selectAll().execute(),
    }))
    expect(found.outbox.map((row) => ({ ...row, op: parseOp(row.op) }))).toEqual(left.outbox)
    expect(found.quarantine).toEqual(left.quarantine)
    expect(found.journal.map(({ opId }) => opId)).toEqual(left.ackedJournal)
    expect(found.history).toEqual(left.history)
    expect(found.drafts).toEqual(left.drafts)
    const sight = JSON.parse(await device.sight())
    for (const [table, rows] of Object.entries(left.rows))
      expect(sight.rows[table], table).toMatchObject(rows as object)
    expect(sight.conflicts).toMatchObject(left.conflicts)
  })

  it('sends what waited in it and goes on', async () => {
    server.epoch = left.epoch
    server.grants = left.cursors.map(({ scope }: { scope: string }) => scope)
    server.scopesOf = () => server.grants.filter((scope) => scope.startsWith('unit:')).slice(0, 1)
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
    for (const { opId } of left.outbox) expect(server.effects.get(opId)).toBe(1)
    const id = await device.create('新版本写的公司')
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
    expect(server.records.has(`enterprises ${id}`)).toBe(true)
  })
})
