import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Op } from '#shared/sync/op.ts'
import { waitingOps } from '../../../electron/data/queries/sync.ts'
import { applyPage } from '../../../electron/data/sync/apply-changes.ts'
import { refuseAlone } from '../../../electron/data/sync/settle-results.ts'
import { parseOp } from '../../../electron/data/sync/stored-op.ts'
import { colleagueOp } from '../../support/colleague.ts'
import { unitOfScript } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

const at = '2026-03-01T08:00:00.000Z'

describe('a colleague’s operation that carries the id of an own one', () => {
  let device: SyncDevice
  let own: Op
  beforeEach(async () => {
    device = await startDevice({ serverUrl: 'http://127.0.0.1:9' })
    await device.create('样例甲')
    const [waiting] = await device.store().read((db) => waitingOps(db, 0, 1))
    own = parseOp(waiting?.op ?? '')
  })
  afterEach(() => device.remove())

  const bring = (op: Op) =>
    device.store().write((tx) => {
      const changes = [{ seq: 1, kind: 'op', op }]
      return applyPage(tx, { scopes: [{ scope: unitOfScript, head: 1, changes }] }, at)
    })
  const borrowed = (opId: string) => ({
    ...colleagueOp({ id: own.id, values: { name: '样例乙' }, at: Date.UTC(2026, 0, 1) }),
    opId,
  })

  it('does not count as the own one, which goes on waiting', async () => {
    expect(await bring(borrowed(own.opId))).toMatchObject({ acknowledged: 0, setAside: 0 })
    expect(await device.count('outbox')).toBe(1)
    expect(await device.count('ackedJournal')).toBe(0)
  })

  it('does not take the own one out of what was sent back', async () => {
    await device.store().write((tx) => refuseAlone(tx, own, at))
    expect(await device.count('quarantine')).toBe(1)
    await bring(borrowed(own.opId))
    expect(await device.count('quarantine')).toBe(1)
  })

  it('is told from the own one, which counts as arrived however it comes', async () => {
    expect(await bring(own)).toMatchObject({ acknowledged: 1 })
    expect(await device.count('outbox')).toBe(0)
  })
})
