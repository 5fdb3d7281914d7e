import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { putPublished } from '../../support/published.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

const enterprises = 20_000
const linksPerChain = 40
const year = { from: '2026-01-01', to: '2026-12-31' }
let office: Office
const chains: string[] = []

beforeAll(async () => {
  office = await openOffice()
  await office.store.write((tx) =>
    putPublished(tx, Date.UTC(2026, 10, 22, 5), 'users', office.me.userId, {
      ...{ unitId: office.me.unitId, name: '记录员', role: 'unit_admin', rankOrder: 1 },
    }),
  )
  const links: string[] = []
  for (const name of ['甲', '乙', '丙', '丁', '戊']) {
    const chainId = uuidv7()
    chains.push(chainId)
    await office.call('chains.save', { id: chainId, name: `样例${name}产业链`, status: 'key' })
    const own = Array.from({ length: linksPerChain }, () => uuidv7())
    await office.call('chains.addLinks', {
      chainId,
      links: own.map((id, index) => ({
        ...{ id, name: `环节${index}`, position: 'upstream', state: index % 3 ? 'strong' : 'missing' },
        parentId: index < 8 ? null : (own[Math.floor(index / 4)] ?? null),
      })),
    })
    links.push(...own)
  }
  // The rows alone: how they came is not what is measured.
  await office.store.write(async (tx) => {
    const firms = Array.from({ length: enterprises }, (_, index) => ({
      ...{ id: uuidv7(), name: `样例公司${index}`, unitId: office.me.unitId, visitCount: 0 },
      isLocal: index % 3 === 0,
      priority: index % 2 ? ('A' as const) : null,
      chainLinkIds: JSON.stringify([links[index % links.length], links[(index * 7) % links.length]]) as never,
    }))
    for (let at = 0; at < firms.length; at += 1000)
      await tx
        .insertInto('enterprises')
        .values(firms.slice(at, at + 1000) as never)
        .execute()
    const visits = firms.slice(0, 10_000).map(({ id }, index) => ({
      ...{ id: uuidv7(), enterpriseId: id, type: 'door_to_door', mode: 'onsite' },
      occurredOn: `2026-${String(1 + (index % 11)).padStart(2, '0')}-15`,
    }))
    visits.push(
      ...visits.slice(0, 2000).map((visit) => ({ ...visit, id: uuidv7(), occurredOn: '2026-03-20' })),
    )
    for (let at = 0; at < visits.length; at += 1000)
      await tx
        .insertInto('visits')
        .values(visits.slice(at, at + 1000) as never)
        .execute()
  })
}, 60_000)
afterAll(() => office.close())

it('a chain’s page takes 30 ms of the processor among 20,000 enterprises, 8,000 of them on it', async () => {
  const [id = ''] = chains
  const times: number[] = []
  for (let round = 0; round < 24; round += 1) {
    const before = process.cpuUsage()
    const found = await office.call('chains.get', { id, ...year })
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
    expect(found?.links.length).toBe(linksPerChain)
    expect((found?.standing.local ?? 0) + (found?.standing.target ?? 0)).toBeGreaterThan(4000)
  }
  // The first answers of a store are slower for every page; a person meets them once.
  const warm = times.slice(4).sort((a, b) => a - b)
  const p95 = warm[Math.ceil(warm.length * 0.95) - 1] ?? 0
  console.info(`chains.get: median ${warm[10]?.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms of 20`)
  // Twice the aim, for a machine that does other things: the way that was left took 64.
  expect(p95).toBeLessThan(60)
  expect(warm[10]).toBeLessThan(30)
})

it('names the latest visits to missing links, of a period that is over too, as a look at all visits does', async () => {
  const [chainId = ''] = chains
  const missing = sql`select id from chain_links where chain_id = ${chainId} and state = 'missing'`
  for (const [from, to] of [
    ['2026-01-01', '2026-12-31'],
    ['2026-02-01', '2026-03-31'],
  ] as const) {
    const found = await office.call('chains.get', { id: chainId, from, to })
    const told = found?.gapVisits.map(({ enterpriseId, linkId, visits, lastVisitOn }) =>
      [lastVisitOn, enterpriseId, linkId, visits].join(' '),
    )
    const slow = sql<{ told: string }>`(
      select max(v.occurred_on) || ' ' || el.enterprise_id || ' ' || el.link_id || ' ' || count(*) as told
      from enterprise_links el join visits v on v.enterprise_id = el.enterprise_id
      where el.link_id in (${missing}) and v.occurred_on between ${from} and ${to}
      group by el.enterprise_id, el.link_id
      order by max(v.occurred_on) desc, el.enterprise_id, el.link_id limit 200)`
    const rows = await office.store.read((db) => db.selectFrom(slow.as('slow')).selectAll().execute())
    expect(rows.length).toBeGreaterThan(100)
    expect(told).toEqual(rows.map((row) => row.told))
  }
})
