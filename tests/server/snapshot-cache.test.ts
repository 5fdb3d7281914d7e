import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { unitScope } from '#shared/domain/scopes.ts'
import {
  type Snapshot,
  type SnapshotCache,
  type SnapshotLimits,
  snapshotCache,
} from '../../server/sync/snapshot-cache.ts'
import { fillUnit } from '../support/large-unit.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

describe('the files that snapshots are kept in', () => {
  let server: TestServer
  let place: string
  let cache: SnapshotCache
  let now: number
  const scope = (unit: 'zone' | 'liaison' | 'bureau') => unitScope(server.organisation.units[unit])
  beforeAll(async () => {
    server = await testServer()
    const author = server.organisation.users[0]?.id ?? ''
    for (const unitId of Object.values(server.organisation.units))
      await fillUnit(server.db, { unitId, author, count: 40 })
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    now = 0
    place = await mkdtemp(join(tmpdir(), 'outpost 快照 '))
  })
  afterEach(async () => {
    await cache.close()
    await rm(place, { recursive: true, force: true })
  })

  const open = (limits: Partial<SnapshotLimits>) => {
    cache = snapshotCache(server.db, place, () => now, limits)
  }
  const wanted = async (unit: 'zone' | 'liaison' | 'bureau') => {
    const { epoch } = await server.db.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
    const row = await server.db
      .selectFrom('scope')
      .select('max_seq')
      .where('id', '=', scope(unit))
      .executeTakeFirstOrThrow()
    return { epoch, head: row.max_seq, least: 0 }
  }
  const get = async (unit: 'zone' | 'liaison' | 'bureau') => cache.get(scope(unit), await wanted(unit))
  const read = async (snapshot: Snapshot): Promise<number> => {
    let bytes = 0
    for await (const chunk of snapshot.chunks(null)) bytes += chunk.length
    return bytes
  }
  const files = async () =>
    (await readdir(place, { recursive: true })).filter((name) => name.endsWith('.gz')).sort()

  it('are shared by all who read the same scope, and the longest unused goes when there is no room', async () => {
    open({ bytes: 30_000 })
    const [first, again] = [await get('zone'), await get('zone')]
    const size = await read(first)
    expect(await read(again)).toBe(size)
    expect(size).toBeGreaterThan(10_000)
    expect(await files()).toHaveLength(1)
    now += 1
    await read(await get('liaison'))
    now += 1
    // The zone's is used again: the liaison office's is now the one that nobody missed longest.
    await read(await get('zone'))
    now += 1
    await read(await get('bureau'))
    await expect.poll(files).toEqual([expect.stringMatching(/1\.gz$/), expect.stringMatching(/3\.gz$/)])
    expect(await read(await get('liaison'))).toBeGreaterThan(10_000)
  })

  it('stay while somebody is reading them, however little room there is', async () => {
    open({ bytes: 1 })
    const chunks = (await get('zone')).chunks(null)
    const begun = await chunks.next()
    now += 1
    await read(await get('liaison'))
    expect((await files()).some((name) => name.endsWith('1.gz'))).toBe(true)
    let rest = 0
    for await (const chunk of chunks) rest += chunk.length
    expect((begun.value?.length ?? 0) + rest).toBeGreaterThan(10_000)
  })

  it('are made anew when they are too old or too far behind, and the old ones go with their last reader', async () => {
    open({ ageMs: 1000, behind: 20 })
    const old = await get('zone')
    const reading = old.chunks(null)
    await reading.next()
    now += 1001
    await read(await get('zone'))
    expect(await files()).toHaveLength(2)
    for await (const _ of reading);
    await expect.poll(files).toHaveLength(1)

    const author = server.organisation.users[0]?.id ?? ''
    const { start } = await get('zone')
    await fillUnit(server.db, { unitId: server.organisation.units.zone, author, count: 20 })
    expect((await get('zone')).start.pin).toBe(start.pin)
    await fillUnit(server.db, { unitId: server.organisation.units.zone, author, count: 1 })
    const later = await get('zone')
    expect(later.start.pin).toBe(start.pin + 21)
    await read(later)
  })

  it('never take a reader back to before what it has', async () => {
    open({ behind: 20 })
    const { start } = await get('zone')
    const author = server.organisation.users[0]?.id ?? ''
    await fillUnit(server.db, { unitId: server.organisation.units.zone, author, count: 3 })
    const now = await wanted('zone')
    expect((await cache.get(scope('zone'), { ...now, least: start.pin })).start.pin).toBe(start.pin)
    const newer = await cache.get(scope('zone'), { ...now, least: start.pin + 1 })
    expect(newer.start.pin).toBe(start.pin + 3)
    await read(newer)
  })

  it('of a process that died are removed, those of one that lives are not, and none is left at the end', async () => {
    await mkdir(join(place, `snapshots-${2 ** 22 + 1}-dead`))
    await mkdir(join(place, `snapshots-${process.ppid}-alive`))
    await mkdir(join(place, 'somebody else’s'))
    open({})
    await read(await get('zone'))
    expect((await readdir(place)).some((name) => name.includes('dead'))).toBe(false)
    await cache.close()
    expect((await readdir(place)).sort()).toEqual(
      [`snapshots-${process.ppid}-alive`, 'somebody else’s'].sort(),
    )
  })
})
