import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hlcOf } from '#shared/sync/hlc.ts'
import type { Op } from '#shared/sync/op.ts'
import { idOf } from '../../support/histories.ts'
import { type ScriptedServer, scriptedServer, unitOfScript } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

describe('an app that ends in the middle of a round', () => {
  let server: ScriptedServer
  let devices: SyncDevice[]
  beforeEach(async () => {
    server = await scriptedServer()
    devices = []
  })
  afterEach(async () => {
    for (const device of devices) await device.remove()
    await server.close()
  })
  const start = async (step: () => void = () => undefined) => {
    const device = await startDevice({ serverUrl: server.url, ports: { step } })
    devices.push(device)
    return device
  }

  it('goes on after the restart as if nothing had happened, wherever it ended', {
    timeout: 60_000,
  }, async () => {
    let steps = 0
    await scenario(await start(() => steps++))
    expect(steps).toBeGreaterThan(8)
    for (let deadAt = 1; deadAt <= steps; deadAt += 1) {
      await server.close()
      server = await scriptedServer()
      let step = 0
      const device = await start(() => {
        step += 1
        if (step >= deadAt) throw new Error(`died at step ${deadAt}`)
      })
      await scenario(device)
      expect(step).toBeGreaterThanOrEqual(deadAt)
      await device.restart({ step: () => undefined })
      expect(await device.sync()).toMatchObject({ waiting: 0, problem: null, refused: 1 })
      expect(await device.count('base')).toBe(0)
      const other = await start()
      await other.sync()
      expect(await other.sight(), `after dying at step ${deadAt}`).toBe(await device.sight())
      expect([...server.effects.values()].every((times) => times === 1)).toBe(true)
    }
  })

  /** New, edited, refused and re-stamped records here, concurrent edits there, and a scope that is taken away. */
  async function scenario(device: SyncDevice): Promise<void> {
    const given = new Map<string, string>()
    server.grants = ['org', unitOfScript, 'unit:2']
    server.scopesOf = () => ['unit:2']
    server.take(foreign(uuidv7(), { name: '丙公司' }))
    server.scopesOf = () => [unitOfScript]
    server.judge = (op) => {
      if (op.fields.name?.v === '坏公司') return { refuse: 'invalid' }
      if (!Object.hasOwn(op.fields, 'city')) return null
      for (const { hlc } of Object.values(op.fields))
        if (!given.has(hlc)) given.set(hlc, hlcOf(Date.UTC(2026, 5, 1) + given.size, 0, 'ffffffffffffffff'))
      return { restamp: given }
    }
    const id = await device.create('甲公司', { investIntent: 1, city: '南通' })
    await device.sync()
    const seen = [...given.values()][0] ?? ''
    server.take(foreign(id, { investIntent: 5 }, [idOf(7).replaceAll('-', '')]))
    server.take(foreign(id, { remarks: '同事写的' }, [seen]))
    await device.edit(id, { investIntent: 2, city: '上海' })
    await device.edit(id, { remarks: '本人写的' })
    await device.create('坏公司')
    await device.sync()
    server.grants = ['org', unitOfScript]
    await device.sync()
  }

  const foreign = (id: string, values: Record<string, string | number>, base: string[] = []): Op => ({
    opId: uuidv7(),
    device: idOf(1),
    incarnation: idOf(2),
    localSeq: 1,
    table: 'enterprises',
    id,
    kind: 'set',
    fields: Object.fromEntries(
      Object.entries(values).map(([name, v]) => [
        name,
        { v, hlc: hlcOf(Date.UTC(2026, 4, 1), 0, '00000000000000bb'), base },
      ]),
    ),
    schemaVersion: 1,
    author: idOf(3),
  })
})
