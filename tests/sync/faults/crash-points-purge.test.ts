import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { readMeta } from '../../../electron/data/database/meta.ts'
import { colleagueOp, ofColleague } from '../../support/colleague.ts'
import { comeBack, Died, dieAtPoint, mortality } from '../../support/crash-points.ts'
import { idOf } from '../../support/histories.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { serverKey, signed } from '../../support/server-signature.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

vi.mock('better-sqlite3', async (load) => {
  const real = await load<{ default: never }>()
  const { mortalDriver } = await import('../../support/crash-points.ts')
  return { default: mortalDriver(real.default) }
})

/** Asks, is told, removes, empties the log: at each of these the laptop may lose its power. */
describe('a laptop that dies while records leave it', () => {
  let server: ScriptedServer
  let device: SyncDevice
  /** The point to die at, counted from where the scope begins to leave: what comes before dies in another test. */
  let armed: number | null
  beforeEach(() => {
    armed = null
    dieAtPoint(null)
  })
  afterEach(() => dieAtPoint(null))

  const enterprise = (n: number): Op =>
    colleagueOp({
      id: idOf(100 + n),
      values: { ...ofColleague, name: `离开${n}` },
      at: Date.UTC(2026, 0, 1) + n * 1000,
    })
  const rowsIn = (table: 'departed' | 'membership' | 'recordClocks' | 'graveyard' | 'searchDocs') =>
    device.store().read(async (db) => (await db.selectFrom(table).selectAll().execute()).length)

  /** Holds a scope of two records, one with unsent work, and learns that it is taken away. */
  async function begin(): Promise<void> {
    server = await scriptedServer()
    device = await startDevice({
      serverUrl: server.url,
      serverKey,
      ports: {
        step: (step) => {
          if (step !== 'scope-leaving' || armed === null) return
          dieAtPoint(armed)
          armed = null
        },
      },
    })
    server.deviceAsking = device.context().device
    server.intercept = signed
    for (const n of [1, 2]) server.take(enterprise(n))
    await device.sync()
    await device.edit(idOf(101), { remarks: '还没上传' })
    // Refused: the right to it is gone.
    server.judge = () => ({ refuse: 'not-allowed' })
    server.grants = ['org']
  }

  it('has removed all of them in the end and kept what was never sent, at whichever statement it died', {
    timeout: 240_000,
  }, async () => {
    let tried = 0
    for (let dieAt = 1; tried === dieAt - 1; dieAt += 1) {
      await begin()
      armed = dieAt
      await device.sync().catch((error) => {
        if (!(error instanceof Died)) throw error
      })
      const where = `point ${dieAt}: ${mortality.where}`
      if (mortality.dead) {
        tried = dieAt
        await device.engine().stop()
        await device.store().close()
        comeBack()
        dieAtPoint(null)
        await device.restart()
      }
      dieAtPoint(null)
      for (let round = 0; round < 2; round += 1) await device.sync()
      const left = {
        departed: await rowsIn('departed'),
        membership: await rowsIn('membership'),
        clocks: await rowsIn('recordClocks'),
        graveyard: await rowsIn('graveyard'),
        search: await rowsIn('searchDocs'),
        outbox: await device.count('outbox'),
        refused: await device.count('quarantine'),
        traces: await device.store().read((db) => readMeta(db, 'scrubDue')),
      }
      expect(left, where).toEqual({
        ...{
          departed: 0,
          membership: 0,
          clocks: 0,
          graveyard: 0,
          search: 0,
          outbox: 0,
          refused: 1,
          traces: undefined,
        },
      })
      await device.remove()
      await server.close()
    }
    // A short list of points would mean that nobody died in the dialogue.
    expect(tried).toBeGreaterThan(25)
  })
})
