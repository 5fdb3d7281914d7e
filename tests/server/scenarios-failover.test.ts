import { describe, expect, it } from 'vitest'
import { scopesOf } from '../../electron/data/queries/sync.ts'
import { requestBootstrap } from '../../electron/data/sync/bootstrap-state.ts'
import { backToKept, keepState } from '../../scripts/drive/database-state.ts'
import { calm, incidents, onServer, seen } from '../support/incidents.ts'
import { sample } from '../support/server-samples.ts'
import type { SyncDevice } from '../support/sync-device.ts'

/** The database goes on from an earlier moment while server and laptops run on, and nobody says so. */
describe('a server whose database fails over to a replica that lags behind', () => {
  const { laptop, proxy, server } = incidents()

  /** The reader hears of it first: what it has of the author's must not go meanwhile. In the end all is where it was. */
  async function comeBack(
    author: SyncDevice,
    reader: SyncDevice,
    { lost, known }: { readonly lost: string; readonly known: string },
  ): Promise<void> {
    for (const device of [reader, author, reader]) {
      await device.sync()
      expect(await device.sync(), device.errors.join('\n')).toMatchObject(calm)
      expect(await seen(device, lost)).toBeDefined()
      expect((await seen(device, known))?.city).toBe('南京')
    }
    expect(await onServer(server(), lost)).toBeDefined()
    expect((await onServer(server(), known))?.city).toBe('南京')
    expect(await reader.count('keptCopies')).toBe(0)
  }

  it.each([
    { name: 'before anything else is written', overtaken: 0 },
    { name: 'and goes on past what it had', overtaken: 6 },
  ])('gets again what it had acknowledged, $name, and nobody loses sight of it', async ({ overtaken }) => {
    let now = Date.now()
    const ports = { now: () => now }
    const [author, reader] = [await laptop('bing', { ports }), await laptop('bing', { ports })]
    const known = await author.create('样例切换前的公司')
    await author.sync()
    await author.sync()
    const other = await server().device('bing')
    await keepState(server().db)
    const lost = await author.create('样例切换时的公司')
    await author.edit(known, { city: '南京' })
    expect(await author.sync()).toMatchObject(calm)
    await reader.sync()
    expect(await seen(reader, lost)).toBeDefined()
    await backToKept(server().db)
    for (let n = 0; n < overtaken; n += 1) await other.push(sample.enterprise(other))
    expect(await onServer(server(), lost)).toBeUndefined()
    now += 3_700_000
    server().time.now += 3_700_000
    await comeBack(author, reader, { lost, known })
    expect(await reader.sight()).toBe(await author.sight())
  })

  it('gets again at once, without the hourly comparison, what its author goes on working on', async () => {
    const author = await laptop('bing')
    await author.create('样例切换前的公司')
    await author.sync()
    const other = await server().device('bing')
    await keepState(server().db)
    const [lost, alsoLost] = [
      await author.create('样例切换时的公司'),
      await author.create('样例没有再动的公司'),
    ]
    for (let n = 0; n < 2; n += 1) expect(await author.sync()).toMatchObject(calm)
    await backToKept(server().db)
    // The numbers go on past what the laptop was told: they say nothing.
    for (let n = 0; n < 6; n += 1) await other.push(sample.enterprise(other))
    await author.edit(lost, { city: '南京' })
    expect(await onServer(server(), lost)).toBeUndefined()
    await author.sync()
    expect(await author.sync(), author.errors.join('\n')).toMatchObject(calm)
    expect((await onServer(server(), lost))?.city).toBe('南京')
    expect(await onServer(server(), alsoLost)).toBeDefined()
    expect((await seen(author, lost))?.city).toBe('南京')
    expect(await author.count('heldOps')).toBe(0)
  })

  it('gets again what it had acknowledged of a scope that is just then read anew, and what others wrote stays in sight', async () => {
    const [author, reader] = [await laptop('bing'), await laptop('bing')]
    const known = await author.create('样例切换前的公司')
    for (const device of [author, author, reader]) expect(await device.sync()).toMatchObject(calm)
    await keepState(server().db)
    const lost = await author.create('样例切换时的公司')
    await author.edit(known, { city: '南京' })
    for (const device of [author, author, reader]) expect(await device.sync()).toMatchObject(calm)
    const [scope = ''] = await author.store().read((db) => scopesOf(db, { table: 'enterprises', id: known }))
    for (const device of [reader, author]) await device.store().write((tx) => requestBootstrap(tx, scope))
    await backToKept(server().db)
    await comeBack(author, reader, { lost, known })
  })

  it('gets again what was acknowledged after the last thing that any feed had brought, though its scope is read anew just then', async () => {
    const author = await laptop('bing')
    const known = await author.create('样例切换前的公司')
    for (let n = 0; n < 2; n += 1) expect(await author.sync()).toMatchObject(calm)
    const [scope = ''] = await author.store().read((db) => scopesOf(db, { table: 'enterprises', id: known }))
    await keepState(server().db)
    await author.edit(known, { city: '南京' })
    const down = Buffer.from('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    proxy().refuse = (request) => (request.toString('latin1').startsWith('GET /changes') ? down : null)
    await author.sync()
    expect(await author.count('outbox')).toBe(0)
    proxy().refuse = () => null
    await author.store().write((tx) => requestBootstrap(tx, scope))
    await backToKept(server().db)
    await author.sync()
    expect(await author.sync(), author.errors.join('\n')).toMatchObject(calm)
    expect((await onServer(server(), known))?.city).toBe('南京')
    expect((await seen(author, known))?.city).toBe('南京')
  })

  it('gets again what it had acknowledged also when it fails over a second time within the hour, and the scope is read anew between', async () => {
    let now = Date.now()
    const author = await laptop('bing', { ports: { now: () => now } })
    const known = await author.create('样例切换前的公司')
    for (let n = 0; n < 2; n += 1) expect(await author.sync()).toMatchObject(calm)
    const [scope = ''] = await author.store().read((db) => scopesOf(db, { table: 'enterprises', id: known }))
    await keepState(server().db)
    const lost = await author.create('样例切换两次的公司')
    for (let n = 0; n < 2; n += 1) expect(await author.sync()).toMatchObject(calm)
    await backToKept(server().db)
    for (let n = 0; n < 2; n += 1) await author.sync()
    expect(await onServer(server(), lost)).toBeDefined()
    await author.store().write((tx) => requestBootstrap(tx, scope))
    await backToKept(server().db)
    for (let n = 0; n < 2; n += 1) await author.sync()
    expect(await seen(author, lost)).toBeDefined()
    now += 3_700_000
    server().time.now += 3_700_000
    await author.sync()
    expect(await author.sync(), author.errors.join('\n')).toMatchObject(calm)
    expect(await onServer(server(), lost)).toBeDefined()
    expect(await seen(author, lost)).toBeDefined()
    expect(await author.count('keptCopies')).toBe(0)
  })
})
