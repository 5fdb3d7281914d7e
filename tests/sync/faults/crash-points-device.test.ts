import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { migrations } from '../../../electron/data/database/migrations/index.ts'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { comeBack, Died, dieAtPoint, fullRound, mortality, type Witness } from '../../support/crash-points.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

vi.mock('better-sqlite3', async (load) => {
  const real = await load<{ default: never }>()
  const { mortalDriver } = await import('../../support/crash-points.ts')
  return { default: mortalDriver(real.default) }
})

describe('a laptop that dies in the middle of anything', () => {
  let server: ScriptedServer
  let devices: SyncDevice[]
  beforeEach(async () => {
    dieAtPoint(null)
    server = await scriptedServer()
    devices = []
  })
  afterEach(async () => {
    dieAtPoint(null)
    for (const device of devices) await device.remove()
    await server.close()
  })
  const start = async () => {
    const device = await startDevice({ serverUrl: server.url })
    devices.push(device)
    return device
  }

  /** Everything of a round up to the death, then the next start; whatever was said to be saved must be there. */
  async function liveAndDie(dieAt: number): Promise<boolean> {
    const device = await start()
    const witness: Witness = { saved: [] }
    dieAtPoint(dieAt)
    await fullRound(server, device, witness).catch((error) => {
      if (!(error instanceof Died)) throw error
    })
    const where = `point ${dieAt}: ${mortality.where}`
    const died = mortality.dead
    if (died) {
      await device.engine().stop()
      await device.store().close()
      comeBack()
    }
    dieAtPoint(null)
    await device.restart()
    expect(await device.sync(), where).toMatchObject({ waiting: 0, problem: null })
    expect(await device.count('base'), where).toBe(0)
    expect(await device.count('setAside'), where).toBe(0)
    const names = [...server.records.values()].map((state) => state.name?.heads[0]?.v)
    const refused = await device.count('quarantine')
    const kept = [...names, ...(refused > 0 ? ['坏公司'] : [])]
    expect(
      witness.saved.filter((name) => !kept.includes(name)),
      where,
    ).toEqual([])
    const other = await start()
    await other.sync()
    // A scope that was taken away in between is of no interest: both see what is granted now.
    expect(await other.sight(), where).toBe(await device.sight())
    expect(
      [...server.effects.values()].every((times) => times === 1),
      where,
    ).toBe(true)
    return died
  }

  it('goes on as if nothing had happened, at whichever statement it ended', {
    timeout: 600_000,
  }, async () => {
    let tried = 0
    for (let dieAt = 1; ; dieAt += 1) {
      await server.close()
      server = await scriptedServer()
      const died = await liveAndDie(dieAt)
      for (const device of devices.splice(0)) await device.remove()
      if (!died) break
      tried = dieAt
    }
    // A round of everything is long; a small number would mean that nobody died.
    expect(tried).toBeGreaterThan(60)
  })
})

describe('a store of the first version', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost 升级 '))
  })
  afterEach(() => {
    dieAtPoint(null)
    rmSync(folder, { recursive: true, force: true })
  })

  it('comes to the newest one whole, at whichever statement its first opening ended', async () => {
    const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/store/${name}`, import.meta.url))
    const left = JSON.parse(readFileSync(fixture('schema-1.json'), 'utf8'))
    const key = Buffer.from(left.key, 'hex')
    let tried = 0
    for (let dieAt = 1; tried === dieAt - 1; dieAt += 1) {
      const file = join(folder, `${dieAt}.db`)
      copyFileSync(fixture('schema-1.db'), file)
      const open = () => openDatabase({ file, key, ballast: false })
      dieAtPoint(dieAt)
      try {
        await open().close()
      } catch (error) {
        expect(mortality.dead, String(error)).toBe(true)
      }
      if (mortality.dead) tried = dieAt
      const where = `point ${dieAt}: ${mortality.where}`
      comeBack()
      dieAtPoint(null)
      const store = open()
      const kept = await store.read(async (db) => ({
        outbox: (await db.selectFrom('outbox').select('opId').execute()).length,
        enterprises: (await db.selectFrom('enterprises').select('id').execute()).length,
      }))
      expect(kept, where).toEqual({
        outbox: left.outbox.length,
        enterprises: left.rows.enterprises.length,
      })
      await store.close()
      const again = open()
      expect(again.openedFromVersion, where).toBe(migrations.at(-1)?.version)
      await again.close()
    }
    expect(tried).toBeGreaterThan(20)
  })
})
