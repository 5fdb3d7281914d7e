import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unitScope } from '#shared/domain/scopes.ts'
import { readMeta, writeMeta } from '../../electron/data/database/meta.ts'
import { findToken } from '../../electron/data/queries/account.ts'
import { changeUpload, waitForUpload } from '../../electron/data/queries/files.ts'
import { cursors } from '../../electron/data/queries/sync.ts'
import { logLines } from '../../electron/data/queries/sync-log.ts'
import { requestBootstrap } from '../../electron/data/sync/bootstrap-state.ts'
import { clearanceOf } from '../../electron/data/sync/clearance.ts'
import { type SignedIn, signIn } from '../../electron/data/sync/sign-in.ts'
import { updateSyncState } from '../../electron/data/sync/sync-state.ts'
import { listenForWake } from '../../electron/data/sync/wake.ts'
import { recomputeChecksums } from '../../server/sync/checksums.ts'
import { pruneChanges } from '../../server/sync/retention.ts'
import { samplePassword, type TestServer, testServer } from '../support/server-organisation.ts'
import { type SyncDevice, startDevice } from '../support/sync-device.ts'

let server: TestServer
let url: string
let devices: SyncDevice[]
beforeEach(async () => {
  server = await testServer()
  server.time.now = Date.now()
  url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  devices = []
})
afterEach(async () => {
  for (const device of devices) await device.remove()
  await server.stop()
})

interface Laptop {
  readonly device: SyncDevice
  readonly identity: { device: string; incarnation: string }
  readonly signedIn: SignedIn
}

const laptop = async (login: string): Promise<Laptop> => {
  const identity = { device: uuidv7(), incarnation: uuidv7() }
  const signedIn = await signIn({
    serverUrl: url,
    login,
    password: samplePassword,
    device: { id: identity.device, incarnation: identity.incarnation, name: '笔记本' },
  })
  return { device: await start(signedIn, identity), identity, signedIn }
}
const start = async (
  { account, token, serverKey }: SignedIn,
  identity: { device: string; incarnation: string },
): Promise<SyncDevice> => {
  const device = await startDevice({ serverUrl: url, identity, token, account, serverKey })
  devices.push(device)
  return device
}
const names = async (device: SyncDevice) => {
  const rows = await device.store().read((db) => db.selectFrom('enterprises').select('name').execute())
  return rows.map(({ name }) => name).sort()
}
const onServer = async () => {
  const { rows } = await sql<{ name: string }>`
    select data->>'name' as name from records where table_name = 'enterprises' and life <> 'deleted'
    order by 1`.execute(server.db)
  return rows.map(({ name }) => name)
}
const kinds = async (device: SyncDevice) =>
  (await device.store().read((db) => logLines(db, undefined, 100))).map(({ kind }) => kind)
const quiet = { waiting: 0, refused: 0, problem: null }

/** Tables that a restored backup brings back; the audit log cannot be rewritten. */
const kept = ['organisation', 'records', 'scope', 'change', 'op_seen', 'op_quarantine', 'restamped'] as const
const backUp = async () => {
  await sql.raw('drop schema if exists backup cascade; create schema backup').execute(server.db)
  for (const table of kept) await sql.raw(`create table backup.${table} as table ${table}`).execute(server.db)
}
const restore = async () => {
  for (const table of kept)
    await sql
      .raw(`delete from ${table}; insert into ${table} overriding system value table backup.${table}`)
      .execute(server.db)
}
const newEpoch = async () => {
  await sql`update organisation set epoch = ${uuidv7()}, set_back_at = now()`.execute(server.db)
  await recomputeChecksums(server.db)
}

describe('a server that was restored to an earlier point', () => {
  it('gets back from the devices what it has forgotten, and nothing is deleted anywhere', async () => {
    const jia = await laptop('jia')
    const bing = await laptop('jia')
    await jia.device.create('备份之前')
    await jia.device.sync()
    await bing.device.sync()
    await backUp()
    await jia.device.create('备份之后甲')
    await bing.device.create('备份之后丙')
    await jia.device.sync()
    await bing.device.sync()
    await jia.device.sync()
    const all = ['备份之前', '备份之后丙', '备份之后甲'].sort()
    expect(await names(jia.device)).toEqual(all)

    await restore()
    await newEpoch()
    expect(await onServer()).toEqual(['备份之前'])
    await jia.device.create('恢复之后')
    expect(await jia.device.sync()).toMatchObject(quiet)
    expect(await bing.device.sync()).toMatchObject(quiet)
    expect(await jia.device.sync()).toMatchObject(quiet)
    const whole = [...all, '恢复之后'].sort()
    expect((await onServer()).sort()).toEqual(whole)
    expect(await names(jia.device)).toEqual(whole)
    expect(await names(bing.device)).toEqual(whole)
    expect(await kinds(bing.device)).toEqual(expect.arrayContaining(['server-restored', 'offered-again']))
  })

  it('whose records are all gone is filled again by the devices that run', async () => {
    const jia = await laptop('jia')
    for (const name of ['甲', '乙', '丙']) await jia.device.create(name)
    await jia.device.sync()
    await sql`delete from records where table_name not in ('users', 'units')`.execute(server.db)
    for (const table of ['op_seen', 'change']) await sql.raw(`delete from ${table}`).execute(server.db)
    await sql`delete from scope`.execute(server.db)
    await newEpoch()
    expect(await jia.device.sync()).toMatchObject(quiet)
    expect(await names(jia.device)).toEqual(['丙', '乙', '甲'].sort())
    expect((await onServer()).sort()).toEqual(['丙', '乙', '甲'].sort())
  })

  it('that knows nobody any more raises the alarm, and every record and every token’s work stays', async () => {
    const jia = await laptop('jia')
    await jia.device.create('甲')
    await jia.device.sync()
    await jia.device.create('未上传')
    await sql`update devices set token_hash = null`.execute(server.db)
    await newEpoch()
    expect(await jia.device.sync()).toMatchObject({ waiting: 1, problem: 'server/restored' })
    expect(await names(jia.device)).toEqual(['未上传', '甲'].sort())
    expect(await jia.device.store().read(findToken)).toBe(undefined)
    expect(await kinds(jia.device)).toContain('server-restored')
  })
})

describe('a device that is a copy', () => {
  it('restored from a backup and edited goes on as another incarnation, and no work is lost', async () => {
    const { device, identity } = await laptop('jia')
    await device.create('第一')
    await device.sync()
    await device.create('第二')
    await device.sync()
    // The backup is from after the first record: it counts its next operation as the second again.
    await device.store().write((tx) => writeMeta(tx, 'lastLocalSeq', '1'))
    await device.create('恢复后写的')
    expect(await device.sync()).toMatchObject(quiet)
    expect((await onServer()).sort()).toEqual(['恢复后写的', '第一', '第二'].sort())
    const now = JSON.parse((await device.store().read((db) => readMeta(db, 'identity'))) ?? '{}')
    expect(now.device).toBe(identity.device)
    expect(now.incarnation).not.toBe(identity.incarnation)
    expect(await kinds(device)).toEqual(expect.arrayContaining(['new-incarnation', 'offered-again']))
  })

  it('of another one that runs too: the twins end with the same records', async () => {
    const first = await laptop('jia')
    const twin = await start(first.signedIn, first.identity)
    await first.device.create('甲机')
    await twin.create('乙机')
    await first.device.sync()
    await twin.sync()
    expect(await twin.sync()).toMatchObject(quiet)
    await first.device.create('甲机再写')
    expect(await first.device.sync()).toMatchObject(quiet)
    expect(await twin.sync()).toMatchObject(quiet)
    const all = ['甲机', '乙机', '甲机再写'].sort()
    expect(await names(first.device)).toEqual(all)
    expect(await names(twin)).toEqual(all)
    expect((await onServer()).sort()).toEqual(all)
  })
})

describe('a device whose records differ from the server’s', () => {
  it('notices it by the checksum, says so, and reads that scope anew', async () => {
    const { device, signedIn } = await laptop('jia')
    const id = await device.create('甲')
    await device.create('乙')
    await device.sync()
    const good = await device.sight()
    const scope = unitScope(signedIn.account.unitId)
    await device.store().write(async (tx) => {
      await tx.deleteFrom('enterprises').where('id', '=', id).execute()
      await tx.deleteFrom('recordClocks').where('recordId', '=', id).execute()
      await tx.deleteFrom('membership').where('recordId', '=', id).execute()
    })
    await device
      .store()
      .write((tx) => updateSyncState(tx, { checks: { comparedAt: null, freshAt: null, tried: {} } }))
    await device.sync()
    expect(await kinds(device)).toEqual(expect.arrayContaining(['checksum-mismatch', 'scope-read-again']))
    expect(await device.sync()).toMatchObject(quiet)
    expect(await names(device)).toEqual(['乙', '甲'].sort())
    // Spellings by which names are found are filled in a little later.
    expect(JSON.parse(await device.sight()).states).toEqual(JSON.parse(good).states)
    expect((await device.store().read(cursors)).find((cursor) => cursor.scope === scope)?.seq).toBe(2)
  })

  it('does not believe a snapshot that lacks most of what it has', async () => {
    const { device, signedIn } = await laptop('jia')
    await device.create('甲')
    await device.sync()
    const scope = unitScope(signedIn.account.unitId)
    const members = () =>
      device
        .store()
        .read(
          async (db) =>
            (await db.selectFrom('membership').select('recordId').where('scope', '=', scope).execute())
              .length,
        )
    await device.store().write(async (tx) => {
      await sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 600)
        insert into membership (table_name, record_id, scope)
        select 'enterprises', 'here' || n, ${scope} from numbers`.execute(tx)
      await requestBootstrap(tx, scope)
    })
    expect(await device.sync()).toMatchObject({ problem: 'server/failed' })
    expect(await members()).toBe(601)
    expect(await names(device)).toEqual(['甲'])
  })

  it('does not notice anything when all is the same', async () => {
    const { device } = await laptop('jia')
    const id = await device.create('甲')
    await device.sync()
    await device.edit(id, { city: '深圳' })
    await device
      .store()
      .write((tx) => updateSyncState(tx, { checks: { comparedAt: null, freshAt: null, tried: {} } }))
    await device.sync()
    expect(await kinds(device)).not.toContain('checksum-mismatch')
  })
})

describe('a device that comes from before the horizon', () => {
  it('reads the scope as a whole, and its unsent work stays', async () => {
    const old = await laptop('jia')
    const busy = await laptop('jia')
    await busy.device.create('甲')
    await busy.device.sync()
    await old.device.sync()
    const id = await busy.device.create('乙')
    await busy.device.sync()
    await busy.device.edit(id, { city: '深圳' })
    await busy.device.sync()
    await old.device.create('离线写的')
    await sql`update change set at = now() - interval '181 days'`.execute(server.db)
    expect((await pruneChanges(server.db, Date.now())).length).toBeGreaterThan(0)
    expect(await old.device.sync()).toMatchObject(quiet)
    expect(await old.device.sync()).toMatchObject(quiet)
    expect(await names(old.device)).toEqual(['乙', '甲', '离线写的'].sort())
    const fresh = await laptop('jia')
    expect(await fresh.device.sync()).toMatchObject(quiet)
    expect(await names(fresh.device)).toEqual(['乙', '甲', '离线写的'].sort())
  })
})

describe('the question whether this laptop may be handed over', () => {
  const ask = ({ device, identity, signedIn }: Laptop) =>
    clearanceOf({
      store: device.store(),
      identity: { ...identity, node: '00000000000000aa' },
      account: signedIn.account,
      deviceName: '笔记本',
      // Days after the devices' own clock, which tests start at new year.
      nowMs: Date.UTC(2026, 0, 10),
    })

  it('is answered with yes only when the server attests every operation', async () => {
    const jia = await laptop('jia')
    await jia.device.create('甲')
    await jia.device.sync()
    const yes = await ask(jia)
    expect(yes).toMatchObject({ clear: true, obstacles: [], handedIn: 1, problem: null })
    expect(yes.server).toMatchObject({ accepted: 1, verified: true, digest: yes.digest })
    expect(yes.scopes.compared).toBeGreaterThan(0)
    await jia.device.create('还没上传')
    expect(await ask(jia)).toMatchObject({ clear: false, obstacles: ['waiting'] })
    await jia.device.sync()
    await sql`delete from op_seen where local_seq = 1`.execute(server.db)
    expect((await ask(jia)).obstacles).toContain('server-differs')
  })

  it('is answered with no while the file of an attachment is only here', async () => {
    const jia = await laptop('jia')
    const ownerId = await jia.device.create('甲')
    const [id, sha256] = [uuidv7(), 'ab'.repeat(32)]
    const values = {
      ownerTable: 'enterprises',
      ownerId,
      kind: 'photo',
      name: '厂区.jpg',
      mime: 'image/jpeg',
    } as const
    await jia.device.write({
      table: 'attachments',
      id,
      kind: 'set',
      values: { ...values, size: 1000, sha256, confidentiality: 'internal' },
    })
    const at = new Date(0).toISOString()
    await jia.device.store().write((tx) => waitForUpload(tx, { attachmentId: id, sha256, size: 1000, at }))
    await jia.device.sync()
    expect(await ask(jia)).toMatchObject({ clear: false, obstacles: ['files'], files: 1 })
    await jia.device.store().write((tx) => changeUpload(tx, id, { state: 'safe' }))
    expect(await ask(jia)).toMatchObject({ clear: true, files: 0 })
  })

  it('is answered with no while it holds a record that a server which was set back lacks', async () => {
    const jia = await laptop('jia')
    const author = await laptop('jia')
    await backUp()
    await author.device.create('备份之后')
    await author.device.sync()
    await jia.device.sync()
    await restore()
    await newEpoch()
    expect(await jia.device.sync()).toMatchObject(quiet)
    expect(await names(jia.device)).toEqual(['备份之后'])
    const held = await ask(jia)
    expect(held).toMatchObject({
      clear: false,
      kept: [{ author: author.signedIn.account.userName, count: 1 }],
    })
    expect(held.obstacles).toContain('kept')
    // Its author's laptop hands it in again.
    await author.device.sync()
    await jia.device.sync()
    expect(await ask(jia)).toMatchObject({ clear: true, kept: [] })
  })

  it('is answered with no when the server cannot be asked', async () => {
    const jia = await laptop('jia')
    await jia.device.sync()
    const away = {
      ...jia,
      signedIn: { ...jia.signedIn, account: { ...jia.signedIn.account, serverUrl: 'http://127.0.0.1:9/' } },
    }
    expect(await ask(away)).toMatchObject({ clear: false, obstacles: ['server-unreachable'], server: null })
  })
})

describe('a hint of the server', () => {
  it('comes at once to a device that listens, and only about what it may read', async () => {
    const listener = await laptop('jia')
    const writer = await laptop('jia')
    const stranger = await laptop('yi')
    const hints: { scope: string; seq: number }[] = []
    const foreign: string[] = []
    const listen = (token: string, onHint: (hint: { scope: string; seq: number }) => void) =>
      listenForWake({
        where: async () => ({ serverUrl: url, token }),
        onHint,
        after: (ms, run) => {
          const timer = setTimeout(run, ms)
          return () => clearTimeout(timer)
        },
        random: () => 0,
      })
    const own = listen(listener.signedIn.token, (hint) => hints.push(hint))
    const other = listen(stranger.signedIn.token, ({ scope }) => foreign.push(scope))
    const unit = unitScope(listener.signedIn.account.unitId)
    await writer.device.create('甲')
    await expect
      .poll(
        async () => {
          await writer.device.create('乙')
          await writer.device.sync()
          return hints.some(({ scope }) => scope === unit)
        },
        { timeout: 10_000 },
      )
      .toBe(true)
    expect(foreign).not.toContain(unit)
    await own.stop()
    await other.stop()
  })
})
