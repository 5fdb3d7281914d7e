import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { readMeta } from '../../electron/data/database/meta.ts'
import { record } from '../../electron/data/record/record.ts'
import { backToKept, keepState } from '../../scripts/drive/database-state.ts'
import { rotateEpoch } from '../../server/administration/epoch.ts'
import { calm, incidents, onServer, put, seen } from '../support/incidents.ts'
import { imageOf } from '../support/power-cut.ts'

import type { SyncDevice } from '../support/sync-device.ts'
import { startDevice } from '../support/sync-device.ts'

/** What others lost, played on real laptops and a real server. The thread that told of it stands behind each. */
describe('what happened to others: copies and restored states', () => {
  const { keep, laptop, proxy, server } = incidents()

  it('a batch of writes that fails leaves clock and counter as they were (actual PR#8904)', async () => {
    const device = await laptop('bing')
    await device.create('样例之前')
    const meta = () =>
      device.store().read(async (db) => [await readMeta(db, 'lastHlc'), await readMeta(db, 'lastLocalSeq')])
    const before = await meta()
    const far = { ...device.context(), nowMs: Date.now() + 86_400_000 }
    await expect(
      device.store().write(async (tx) => {
        await record(tx, far, { table: 'enterprises', id: uuidv7(), kind: 'set', values: { name: '样例一' } })
        await record(tx, far, { table: 'enterprises', id: uuidv7(), kind: 'set', values: {} })
      }),
    ).rejects.toMatchObject({ code: 'record/invalid' })
    expect(await meta()).toEqual(before)
    const id = await device.create('样例之后')
    expect(await device.sync()).toMatchObject(calm)
    expect((await onServer(server(), id))?.name).toBe('样例之后')
  })

  it('a server that was put back to an earlier state gets everything again, and nobody loses a record (evolu#660)', async () => {
    const one = await laptop('bing')
    const two = await laptop('jia')
    const old = await one.create('样例备份之前')
    await one.sync()
    await two.sync()
    await keepState(server().db)
    const lost = await one.create('样例备份之后')
    await one.edit(old, { city: '苏州' })
    await one.sync()
    await two.sync()
    await two.edit(lost, { remarks: '在忘掉的记录上写的' })
    const unsent = await one.create('样例还没上传')
    await setBack()
    expect(await onServer(server(), lost)).toBeUndefined()
    const [first] = [await one.sync()]
    // The alarm is told, in the status or the log, and nothing is taken off the device.
    const log = await one.store().read((db) => db.selectFrom('syncLog').select('kind').execute())
    expect(first.problem === 'server/restored' || log.some(({ kind }) => kind === 'server-restored')).toBe(
      true,
    )
    for (const id of [old, lost, unsent]) expect(await seen(one, id)).toBeDefined()
    for (let round = 0; round < 3; round += 1) for (const device of [one, two]) await device.sync()
    for (const device of [one, two]) expect(await device.sync(), device.errors.join('\n')).toMatchObject(calm)
    expect(await onServer(server(), lost)).toMatchObject({
      name: '样例备份之后',
      remarks: '在忘掉的记录上写的',
    })
    expect(await onServer(server(), old)).toMatchObject({ city: '苏州' })
    expect(await onServer(server(), unsent)).toBeDefined()
    for (const id of [old, lost, unsent]) {
      const [a, b] = [await seen(one, id), await seen(two, id)]
      expect(a).toBeDefined()
      expect(b).toEqual(a)
    }
  })

  it('what others wrote on a record goes up by itself once its author has handed the record in again', async () => {
    const [author, other] = [await laptop('bing'), await laptop('jia')]
    await author.sync()
    await other.sync()
    await keepState(server().db)
    const lost = await author.create('样例退回后丢的')
    await author.sync()
    await other.sync()
    await other.edit(lost, { remarks: '退回之前就上传了' })
    await other.sync()
    await setBack()
    await other.edit(lost, { city: '苏州' })
    for (let round = 0; round < 4; round += 1) await other.sync()
    expect(await other.engine().status(), other.errors.join('\n')).toMatchObject({ refused: 0, waiting: 2 })
    expect(await seen(other, lost)).toMatchObject({ remarks: '退回之前就上传了', city: '苏州' })
    expect(await onServer(server(), lost)).toBeUndefined()
    await settled(author)
    await settled(other)
    await settled(author)
    expect(await other.engine().status()).toMatchObject({ refused: 0, waiting: 0 })
    const both = { name: '样例退回后丢的', remarks: '退回之前就上传了', city: '苏州' }
    expect(await onServer(server(), lost)).toMatchObject(both)
    expect(await seen(author, lost)).toMatchObject(both)
    expect(await author.sight()).toBe(await other.sight())
  })

  it('a guest of a trip that the server lost keeps the work on it and waits for its lead', async () => {
    const [lead, guest] = [await laptop('bing'), await laptop('yi')]
    const enterprise = await lead.create('样例团组走访的')
    await lead.sync()
    await guest.sync()
    await keepState(server().db)
    const { trip } = await tripWith(lead, guest)
    const other = await visitOn(lead, trip, enterprise)
    await lead.sync()
    await guest.sync()
    const own = await visitOn(guest, trip, enterprise)
    await guest.edit(enterprise, { remarks: '样例团组里写的' })
    await guest.sync()
    await setBack()
    for (let round = 0; round < 4; round += 1) await guest.sync()
    expect(await guest.engine().status(), guest.errors.join('\n')).toMatchObject({ refused: 0 })
    // The server knows the enterprise, and that without the trip it is none of the guest's: nobody shows it meanwhile.
    expect(await seen(guest, enterprise)).toBeUndefined()
    expect(await visitsOn(guest, trip)).toEqual([other, own].sort())
    for (const device of [lead, guest, lead]) await settled(device)
    expect(await guest.engine().status()).toMatchObject({ refused: 0, waiting: 0 })
    expect(await onServer(server(), own)).toMatchObject({ tripId: trip })
    expect(await seen(guest, enterprise)).toMatchObject({ remarks: '样例团组里写的' })
    expect(await onServer(server(), enterprise)).toMatchObject({ remarks: '样例团组里写的' })
  })

  it("others' copies stay in sight until their author hands them in again, whatever the checksums say", async () => {
    let later = 0
    const author = await laptop('bing')
    const other = await laptop('jia', { ports: { now: () => Date.now() + later } })
    const old = await author.create('样例备份里有')
    const gone = await author.create('样例备份里有，后来删了')
    await author.sync()
    await other.sync()
    await keepState(server().db)
    const lost = await author.create('样例备份里没有')
    await author.edit(old, { city: '苏州' })
    await author.write({ table: 'enterprises', id: gone, kind: 'delete' })
    await author.sync()
    await other.sync()
    await setBack()
    for (let hour = 0; hour < 4; hour += 1) {
      for (let round = 0; round < 2; round += 1) await other.sync()
      later += 3_700_000
    }
    expect(await other.engine().status(), other.errors.join('\n')).toMatchObject(calm)
    expect(await seen(other, lost)).toMatchObject({ name: '样例备份里没有' })
    expect(await seen(other, old)).toMatchObject({ city: '苏州' })
    expect(await seen(other, gone)).toBeUndefined()
    await settled(author)
    await settled(other)
    expect(await onServer(server(), lost)).toMatchObject({ name: '样例备份里没有' })
    expect(await other.sight()).toBe(await author.sight())
    expect(await other.count('base')).toBe(0)
  })

  it('a laptop restored from a backup that writes on becomes another one, and both works stand (turso#8129)', async () => {
    const device = await laptop('bing')
    const shared = await device.create('样例备份里的')
    await device.sync()
    const backup = imageOf(device.disk().file)
    const after = await device.create('样例备份后写的')
    await device.edit(shared, { city: '苏州' })
    await device.sync()
    const copy = await copyOf(device, backup)
    const again = await copy.create('样例恢复后写的')
    await copy.edit(shared, { remarks: '恢复后写的' })
    await settled(copy)
    await settled(device)
    expect(await onServer(server(), shared)).toMatchObject({ city: '苏州', remarks: '恢复后写的' })
    for (const id of [after, again]) {
      expect(await onServer(server(), id)).toBeDefined()
      expect(await seen(copy, id)).toBeDefined()
    }
    const log = await copy.store().read((db) => db.selectFrom('syncLog').select('kind').execute())
    expect(log.map(({ kind }) => kind)).toContain('new-incarnation')
  })

  it('two copies of one laptop part without loss (submersion#315, harmony#79)', async () => {
    const device = await laptop('bing')
    const shared = await device.create('样例孪生')
    await device.sync()
    const twin = await copyOf(device, imageOf(device.disk().file))
    const own: string[] = []
    for (let n = 0; n < 4; n += 1) {
      own.push(await device.create(`样例本机${n}`), await twin.create(`样例孪生机${n}`))
      await device.edit(shared, { remarks: `本机${n}` })
      await twin.edit(shared, { city: `孪生机${n}` })
      await device.sync()
      await twin.sync()
    }
    for (let round = 0; round < 2; round += 1) for (const each of [device, twin]) await settled(each)
    for (const id of own) {
      expect(await onServer(server(), id)).toBeDefined()
      expect(await seen(device, id)).toBeDefined()
      expect(await seen(twin, id)).toBeDefined()
    }
    expect(await onServer(server(), shared)).toMatchObject({ remarks: '本机3', city: '孪生机3' })
    expect(await twin.sight()).toBe(await device.sight())
  })

  it('a copy that is kept leaves with the right to it, although the server has never heard of the record', async () => {
    const [lead, guest, boss] = [await laptop('bing'), await laptop('yi'), await laptop('jia')]
    const enterprise = await lead.create('样例团组走访的')
    const { trip, member } = await tripWith(lead, guest)
    for (const device of [lead, guest, boss]) await device.sync()
    await keepState(server().db)
    const lost = await visitOn(lead, trip, enterprise)
    for (const device of [lead, guest, boss]) await device.sync()
    await setBack()
    for (let round = 0; round < 3; round += 1) await guest.sync()
    expect(await visitsOn(guest, trip)).toEqual([lost])
    await settled(boss)
    await boss.write({ table: 'tripMembers', id: member, kind: 'delete' })
    await boss.sync()
    for (let round = 0; round < 2; round += 1) await guest.sync()
    expect(await visitsOn(guest, trip)).toEqual([])
    expect(await visitsOn(boss, trip)).toEqual([lost])
  })

  const visitsOn = async (device: SyncDevice, trip: string): Promise<string[]> => {
    const rows = await device
      .store()
      .read((db) => db.selectFrom('visits').select('id').where('tripId', '=', trip).execute())
    return rows.map(({ id }) => id).sort()
  }

  const visitOn = (device: SyncDevice, tripId: string, enterpriseId: string) =>
    put(device, 'visits', {
      ...{ type: 'door_to_door', mode: 'onsite', occurredOn: '2026-03-02', confidentiality: 'internal' },
      ...{ tripId, enterpriseId },
    })

  async function tripWith(lead: SyncDevice, guest: SyncDevice): Promise<{ trip: string; member: string }> {
    const days = { startOn: '2026-03-01', endOn: '2026-03-04' }
    const trip = await put(lead, 'trips', {
      title: '样例团组',
      kind: 'small_team',
      state: 'planned',
      ...days,
    })
    const { userId } = guest.account
    const member = await put(lead, 'tripMembers', { tripId: trip, userId, name: '样例乙', role: 'member' })
    return { trip, member }
  }

  async function setBack(): Promise<void> {
    await backToKept(server().db)
    await rotateEpoch(server().db, join(tmpdir(), `outpost-epoch-${uuidv7()}.json`), 'test')
  }

  /** Another laptop with the very same files and the very same identity. */
  async function copyOf(device: SyncDevice, image: ReturnType<typeof imageOf>): Promise<SyncDevice> {
    const { device: id, incarnation, node } = device.context()
    const token = await device.store().read((db) => readMeta(db, 'token'))
    const copy = await startDevice({
      serverUrl: proxy().url,
      identity: { device: id, incarnation, node },
      token: token ?? '',
      account: device.account,
      opened: { image, key: device.disk().key },
    })
    keep(copy)
    return copy
  }

  async function settled(device: SyncDevice): Promise<void> {
    for (let round = 0; round < 3; round += 1) await device.sync()
    expect(await device.sync(), device.errors.join('\n')).toMatchObject(calm)
  }
})
