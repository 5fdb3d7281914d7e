import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { answerWith, calm, incidents, onServer, put, seen } from '../support/incidents.ts'
import { untouched } from '../support/truncating-proxy.ts'

/** What others lost, played on real laptops and a real server. The thread that told of it stands behind each. */
describe('what happened to others: uploads and rights', () => {
  const { laptop, proxy, server } = incidents()

  it('a right that is taken away keeps unsent notes, and the record does not come back by them (ndb-core#4178, pouchdb#7645)', async () => {
    const lead = await laptop('jia')
    const guest = await laptop('yi')
    const enterprise = await lead.create('样例只给团组')
    const trip = await put(lead, 'trips', {
      title: '样例赴深圳招商',
      kind: 'small_team',
      startOn: '2026-03-09',
      endOn: '2026-03-12',
      state: 'planned',
    })
    const member = await put(lead, 'tripMembers', {
      tripId: trip,
      userId: guest.account.userId,
      name: '样例乙',
      role: 'member',
    })
    await put(lead, 'visits', {
      type: 'door_to_door',
      mode: 'onsite',
      occurredOn: '2026-03-10',
      enterpriseId: enterprise,
      tripId: trip,
      confidentiality: 'internal',
    })
    await lead.sync()
    await guest.sync()
    expect(await seen(guest, enterprise)).toBeDefined()
    await guest.edit(enterprise, { remarks: '样例离线写的' })
    await lead.write({ table: 'tripMembers', id: member, kind: 'delete' })
    await lead.sync()
    for (let round = 0; round < 3; round += 1) await guest.sync()
    expect(await guest.sync()).toMatchObject({ waiting: 0, refused: 1 })
    const refused = await guest.store().read((db) => db.selectFrom('quarantine').select('op').execute())
    expect(refused.map(({ op }) => op).join()).toContain('样例离线写的')
    expect(await seen(guest, enterprise)).toBeUndefined()
    expect((await onServer(server(), enterprise))?.remarks ?? null).toBeNull()
  })

  it('a deleted record does not come back by an old upload that arrives again (pouchdb#7645)', async () => {
    const [one, two] = [await laptop('bing'), await laptop('bing')]
    const id = await one.create('样例要删的')
    await one.edit(id, { city: '南京' })
    await one.sync()
    await two.sync()
    const upload = proxy().exchanges.findLast(({ path }) => path === '/push')
    await two.write({ table: 'enterprises', id, kind: 'delete' })
    await two.sync()
    if (upload) await proxy().deliverAgain(upload.request)
    for (const device of [one, two, one]) await device.sync()
    expect(await onServer(server(), id)).toBeUndefined()
    for (const device of [one, two]) expect(await seen(device, id)).toBeUndefined()
  })

  it('an operation that is refused stops neither the download nor the work on other records (powersync-js#1058)', async () => {
    const lead = await laptop('jia')
    const device = await laptop('bing')
    await device.sync()
    const bad = await device.create('样例他单位的', { unitId: lead.account.unitId })
    const good = await device.create('样例本单位的')
    const other = await laptop('bing')
    const theirs = await other.create('样例同事的')
    await other.sync()
    expect(await device.sync()).toMatchObject({ waiting: 0, refused: 1, problem: null })
    expect(await onServer(server(), good)).toBeDefined()
    expect(await onServer(server(), bad)).toBeUndefined()
    expect(await seen(device, theirs)).toBeDefined()
    const refused = await device.store().read((db) => db.selectFrom('quarantine').select('op').execute())
    expect(refused.map(({ op }) => op).join()).toContain('样例他单位的')
  })

  it('an outbox too large for what stands before the server goes up in smaller parts (actual#867)', async () => {
    const device = await laptop('bing')
    await device.sync()
    const ids: string[] = []
    for (let n = 0; n < 30; n += 1) ids.push(await device.create(`样例大箱${n}`, { remarks: noise(1500) }))
    let refused = 0
    proxy().refuse = (request) => {
      if (request.length < 30_000) return null
      refused += 1
      return answerWith('413 Content Too Large', 'text/html', '<html>413</html>').bytes
    }
    for (let round = 0; round < 3; round += 1) await device.sync()
    expect(refused).toBeGreaterThan(0)
    expect(await device.sync()).toMatchObject({ ...calm, refused: 0 })
    for (const id of ids) expect(await onServer(server(), id)).toBeDefined()
    proxy().refuse = () => null
  })

  it('a note whose upload is repeated stands there once, with its text once (agent-wiki#575)', async () => {
    const device = await laptop('bing')
    const enterprise = await device.create('样例笔记的公司')
    const mark = `样例正文${uuidv7()}`
    const note = await put(device, 'notes', {
      enterpriseId: enterprise,
      occurredOn: '2026-03-10',
      body: mark,
      confidentiality: 'internal',
    })
    proxy().fate = ({ path, answer }) =>
      path === '/push' ? { bytes: Buffer.alloc(0), end: 'reset' } : { bytes: answer, end: 'close' }
    await device.sync()
    await device.restart()
    proxy().fate = untouched
    expect(await device.sync()).toMatchObject(calm)
    const other = await laptop('bing')
    await other.sync()
    for (const each of [device, other]) {
      const notes = await each.store().read((db) => db.selectFrom('notes').select(['id', 'body']).execute())
      expect(notes.filter(({ body }) => body?.includes(mark))).toEqual([{ id: note, body: mark }])
    }
  })
})

/** Text that gzip cannot shorten much. */
function noise(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(Math.random() * 20_000))).join(
    '',
  )
}
