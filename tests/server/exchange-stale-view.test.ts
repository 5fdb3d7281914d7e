import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { valuesOf } from '#shared/sync/merge.ts'
import { longText } from '#shared/sync/op-text.ts'
import { composeBundle, packBundle } from '../../electron/data/exchange/compose.ts'
import { signRun } from '../../electron/data/exchange/gather.ts'
import { ownWaiting } from '../../electron/data/queries/exchange.ts'
import { loadState } from '../../electron/data/record/load-state.ts'
import { type Teammate, teammate, tripValues } from '../support/exchange-team.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

describe.each([
  ['whose laptop is known here', true],
  ['whose laptop is not known here either', false],
])(
  'work of a colleague who came onto the trip since this laptop last heard of it, %s',
  {
    timeout: 120_000,
  },
  (_, isLaptopKnown) => {
    let server: TestServer
    let [carrier, office, guest]: [Teammate, Teammate, Teammate] = [] as never
    const tripId = uuidv7()
    const demand = uuidv7()
    beforeEach(async () => {
      server = await testServer()
      server.time.now = Date.now()
      const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
      carrier = await teammate(server, url, 'jia')
      office = await teammate(server, url, 'jia')
      if (isLaptopKnown) guest = await teammate(server, url, 'yi')
      await office.write({ table: 'trips', id: tripId, kind: 'set', values: tripValues('样例行程') as never })
      const enterpriseId = uuidv7()
      await office.write({ table: 'enterprises', id: enterpriseId, kind: 'set', values: { name: '样例' } })
      for (const { device } of [office, carrier]) await device.sync()
      if (!isLaptopKnown) guest = await teammate(server, url, 'yi')
      const member = { tripId, userId: guest.userId, name: '样例', role: 'member' }
      await office.write({ table: 'tripMembers', id: uuidv7(), kind: 'set', values: member as never })
      for (const { device } of [office, guest, office]) await device.sync()
      const values = { content: '用地', category: 'land', state: 'open', tripId, enterpriseId }
      await guest.write({ table: 'demands', id: demand, kind: 'set', values: values as never })
    })
    afterEach(async () => {
      for (const { device } of [carrier, office, guest]) await device.remove()
      await server.stop()
    })

    const shown = (mate: Teammate) =>
      mate.device.store().read(async (db) => valuesOf(await loadState(db, 'demands', demand)).content)
    /** Hands over what waits there, each operation as a run of its own. */
    async function handOver(from: Teammate): Promise<void> {
      const sender = await from.self()
      const to = { kind: 'device', device: carrier.id } as const
      const composed = await from.device.store().read((db) => composeBundle(db, sender, to))
      const waiting = await from.device.store().read(ownWaiting)
      const runs = waiting.map(({ op }) => signRun(sender, [longText(op)], false))
      await carrier.read(packBundle({ ...composed, runs }, sender, uuidv7()))
    }

    it('is carried unseen, and shown when the server has taken it', async () => {
      await carrier.read(await guest.bundleFor({ kind: 'device', device: carrier.id }))
      expect(await shown(carrier)).toBeUndefined()
      await carrier.device.sync()
      expect(await shown(carrier)).toBe('用地')
      expect(await carrier.device.count('carriedOps')).toBe(0)
    })

    it('stands on the server with what others made of it, although that is handed in long before', async () => {
      await office.read(await guest.bundleFor({ kind: 'device', device: office.id }))
      await office.write({
        table: 'demands',
        id: demand,
        kind: 'set',
        values: { content: '用地与用电' } as never,
      })
      for (let count = 0; count < 25; count += 1)
        await office.write({
          table: 'enterprises',
          id: uuidv7(),
          kind: 'set',
          values: { name: `样例${count}` },
        })
      await handOver(office)
      await handOver(guest)
      await carrier.device.sync()
      expect(await shown(carrier)).toBe('用地与用电')
      const refused = await server.db.selectFrom('op_quarantine').select('reason').execute()
      expect(refused).toEqual([])
    })
  },
)
