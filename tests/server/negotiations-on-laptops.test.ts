import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { minutesOf } from '../../electron/data/queries/minutes.ts'
import { roundsOf, topicsOf } from '../../electron/data/queries/negotiations.ts'
import { realLaptop } from '../support/real-laptop.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import type { SyncDevice } from '../support/sync-device.ts'

let server: TestServer
let lead: SyncDevice
let colleague: SyncDevice
let stranger: SyncDevice
let enterpriseId: string
beforeAll(async () => {
  server = await testServer()
  server.time.now = Date.now()
})
afterAll(() => server.stop())
beforeEach(async () => {
  const by = await addressOf(server)
  lead = await realLaptop(server, { by, login: 'jia' })
  colleague = await realLaptop(server, { by, login: 'ding' })
  stranger = await realLaptop(server, { by, login: 'bing' })
  enterpriseId = await lead.create('样例电子有限公司')
})
afterEach(async () => {
  for (const laptop of [lead, colleague, stranger]) await laptop.remove()
})

let address: string | undefined
async function addressOf({ app }: TestServer): Promise<string> {
  address ??= await app.listen({ port: 0, host: '127.0.0.1' })
  return address
}

async function everybodySyncs(): Promise<void> {
  for (const laptop of [lead, colleague, lead, stranger]) await laptop.sync()
}

describe('a negotiation on several laptops', () => {
  const [topicId, id] = [uuidv7(), uuidv7()]
  const shown = (laptop: SyncDevice) => laptop.store().read((db) => roundsOf(db, [topicId]))
  const edit = (laptop: SyncDevice, values: object) =>
    laptop.write({ table: 'negotiationRounds', id, kind: 'set', values })
  beforeEach(async () => {
    await lead.write({
      table: 'negotiationTopics',
      id: topicId,
      kind: 'set',
      values: { enterpriseId, title: '电价' },
    })
    await edit(lead, { topicId, enterpriseId, occurredOn: '2026-11-02', ask: '0.45', state: 'open' })
    await everybodySyncs()
  })

  it('is merged field by field, and two different asks are put before both, the other unit seeing none of it', async () => {
    await edit(lead, { gap: '0.10' })
    await edit(colleague, { offer: '0.55' })
    await everybodySyncs()
    for (const laptop of [lead, colleague])
      expect(await shown(laptop)).toMatchObject([
        { ask: '0.45', offer: '0.55', gap: '0.10', safety: 'uploaded' },
      ])
    await edit(lead, { ask: '0.46' })
    await edit(colleague, { ask: '0.47' })
    await everybodySyncs()
    for (const laptop of [lead, colleague]) {
      expect(await shown(laptop)).toMatchObject([{ offer: '0.55', safety: 'conflict' }])
      expect(await laptop.count('conflicts')).toBe(1)
    }
    const owner = { enterpriseId, projectId: null }
    expect(await stranger.store().read((db) => topicsOf(db, owner))).toEqual([])
    expect(await shown(stranger)).toEqual([])
  })
})

describe('minutes on several laptops', () => {
  it('reach the colleagues of the unit, who cannot change them, and nobody else', async () => {
    const id = uuidv7()
    const values = {
      ...{ enterpriseId, title: '会谈纪要', occurredOn: '2026-11-22', confidentiality: 'internal' as const },
      demands: [{ id: uuidv7(), content: '双回路供电', category: 'power' as const }],
    }
    await lead.write({ table: 'minutes', id, kind: 'set', values })
    await everybodySyncs()
    const listed = (laptop: SyncDevice) =>
      laptop.store().read((db) => minutesOf(db, { enterpriseId, visitId: null, tripId: null }))
    expect(await listed(colleague)).toMatchObject([{ title: '会谈纪要', demands: 1, safety: 'uploaded' }])
    expect(await listed(stranger)).toEqual([])
    await expect(
      colleague.write({ table: 'minutes', id, kind: 'set', values: { title: '改写' } }),
    ).rejects.toMatchObject({ code: 'record/not-yours' })
  })
})
