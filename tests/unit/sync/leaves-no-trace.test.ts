import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Op } from '#shared/sync/op.ts'
import { backupFolder } from '../../../electron/data/database/backup.ts'
import { colleagueOp, ofColleague } from '../../support/colleague.ts'
import { type ScriptedServer, scriptedServer, unitOfScript } from '../../support/scripted-server.ts'
import { serverKey, signed } from '../../support/server-signature.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

const secret = 'Geheimnisvoll4711'

/** What may name a record that left: nothing but the list of those to be looked at, which forgets it at its next turn. */
const mayName = ['duplicate_queue']

describe('records that this device may not hold any more', () => {
  let server: ScriptedServer
  let device: SyncDevice
  let stamp: number
  beforeEach(async () => {
    stamp = Date.UTC(2026, 0, 1)
    server = await scriptedServer()
    device = await startDevice({ serverUrl: server.url, serverKey })
    server.deviceAsking = device.context().device
    server.intercept = signed
  })
  afterEach(async () => {
    await device.remove()
    await server.close()
  })

  const write = (table: string, id: string, values: object, base: readonly string[] = []): Op => {
    stamp += 1000
    return colleagueOp({ table, id, values, at: stamp, base })
  }
  const create = (table: string, values: object): Op => {
    return write(table, uuidv7(), { ...ofColleague, importBatchId: null, ...values })
  }

  /** Tables that hold the secret or name one of the records. */
  async function tablesWithTraces(ids: readonly string[]): Promise<string[]> {
    const texts = [secret.toLowerCase(), ...ids]
    return device.store().read(async (db) => {
      const { rows: tables } = await sql<{ name: string }>`
        select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`.execute(db as never)
      const found: string[] = []
      for (const { name } of tables) {
        const { rows } = await sql<object>`select * from ${sql.id(name)}`.execute(db as never)
        const all = rows.flatMap((row) => Object.values(row).map(textOf))
        if (all.some((value) => texts.some((text) => value.includes(text)))) found.push(name)
      }
      return found.sort()
    })
  }

  /** One record of everything that has a place of its own: notes and their text, a conflict, history, what was set aside. */
  async function held(): Promise<readonly Op[]> {
    const enterprise = create('enterprises', { name: `${secret}公司`, remarks: secret, badges: [secret] })
    const about = { enterpriseId: enterprise.id, confidentiality: 'internal' }
    const note = create('notes', { ...about, occurredOn: '2026-01-02', body: secret })
    const doc = new Y.Doc()
    doc.getText('note').insert(0, secret)
    const content = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
    const ops = [
      enterprise,
      note,
      create('noteEdits', { noteId: note.id, kind: 'edit', generation: null, content }),
      create('contacts', { name: `${secret}人`, phones: [] }),
      create('visits', {
        ...about,
        type: 'door_to_door',
        mode: 'onsite',
        occurredOn: '2026-03-10',
        topics: secret,
      }),
      create('attachments', { ownerTable: 'enterprises', ownerId: enterprise.id, name: `${secret}.m4a` }),
      create('holograms', { name: secret }),
    ]
    for (const op of ops) server.take(op)
    await device.sync()
    await device.edit(enterprise.id, { remarks: `${secret}甲`, name: `${secret}甲` })
    const theirs = { remarks: `${secret}乙`, name: `${secret}乙` }
    server.take(write('enterprises', enterprise.id, theirs, [enterprise.fields.name?.hlc ?? '']))
    const unreadable = {
      ...enterprise,
      opId: uuidv7(),
      fields: { remarks: { v: secret, hlc: '-', base: [] } },
    }
    server.append(unitOfScript, { kind: 'op', op: unreadable } as never)
    await device.sync()
    mkdirSync(backupFolder(device.disk().file), { recursive: true })
    writeFileSync(join(backupFolder(device.disk().file), 'pre-v2.db'), secret)
    return ops
  }

  it.each([
    { name: 'since their scope was taken away', revoked: true },
    { name: 'since they left a scope that others are still in', revoked: false },
  ])('are in no table, no copy and no message, $name', async ({ revoked }) => {
    const ops = await held()
    const ids = ops.map(({ id }) => id)
    const places = [
      'set_aside',
      'field_history',
      'conflicts',
      'note_texts',
      'acked_journal',
      'unknown_records',
    ]
    expect(await tablesWithTraces(ids)).toEqual(expect.arrayContaining(places))
    if (revoked) server.grants = ['org']
    else for (const { table, id } of ops) server.append(unitOfScript, { kind: 'leave', table, id })
    await device.sync()
    await device.sync()
    expect((await tablesWithTraces(ids)).filter((name) => !mayName.includes(name))).toEqual([])
    const { file } = device.disk()
    expect(readdirSync(dirname(file), { recursive: true }).map(String).sort()).toEqual(
      expect.not.arrayContaining([join('backups', 'pre-v2.db')]),
    )
    expect(device.errors.join()).not.toContain(secret)
  })
})

function textOf(value: unknown): string {
  return (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)).toLowerCase()
}
