import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Identity, identityOf } from '../../../electron/data/host/identity.ts'
import { machineId } from '../../../electron/data/host/machine-id.ts'
import { identityFile, ownIncarnation } from '../../../electron/data/host/own-incarnation.ts'
import { waitingOps } from '../../../electron/data/queries/sync.ts'
import { record } from '../../../electron/data/record/record.ts'
import { readSyncState } from '../../../electron/data/sync/sync-state.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

describe('a store that knows which copy it is', () => {
  const device = uuidv7()
  let test: TestStore
  beforeEach(() => {
    test = openTestStore()
  })
  afterEach(() => test.remove())

  /** Opens the store as the app does at its start. */
  const open = async (machine: string | null = 'laptop 1'): Promise<Identity> => {
    const identity = await identityOf(test.store, device, () => ({
      incarnation: uuidv7(),
      node: uuidv7().replaceAll('-', '').slice(16),
    }))
    const log = { info: () => undefined, error: () => undefined }
    return ownIncarnation({ store: test.store, folder: test.folder, identity, machine, log })
  }
  const restart = async () => {
    test = await test.reopen()
  }

  it('stays the same from one start to the next, also where the system does not name the machine', async () => {
    const first = await open()
    await restart()
    expect(await open()).toEqual(first)
    await restart()
    expect(await open(null)).toEqual(first)
    await restart()
    expect(await open()).toEqual(first)
  })

  it('becomes another when the store was put back from a backup, and offers everything again', async () => {
    const first = await open()
    await restart()
    await test.store.close()
    copyFileSync(test.file, `${test.file}.backup`)
    test = await test.reopen()
    await open()
    const write = (name: string) =>
      test.store.write((tx) =>
        record(
          tx,
          { ...test.context(), ...first },
          { table: 'enterprises', id: uuidv7(), kind: 'set', values: { name } },
        ),
      )
    await write('之后')
    await test.store.close()
    for (const suffix of ['-wal', '-shm']) rmSync(test.file + suffix, { force: true })
    copyFileSync(`${test.file}.backup`, test.file)
    test = await test.reopen()
    await write('恢复后、启动前')
    const second = await open()
    expect(second.device).toBe(first.device)
    expect([second.incarnation, second.node]).not.toContain(first.incarnation)
    expect(second.node).not.toBe(first.node)
    expect(await test.store.read(readSyncState)).toMatchObject({
      recovery: { reason: 'incarnation', offered: 0 },
    })
    const [waiting] = await test.store.read((db) => waitingOps(db, 0, 5))
    expect(JSON.parse(waiting?.op ?? '{}').incarnation).toBe(second.incarnation)
    await restart()
    expect(await open()).toEqual(second)
  })

  it('becomes another when the whole profile was copied to another machine', async () => {
    const first = await open('laptop 1')
    await restart()
    const second = await open('laptop 2')
    expect(second.incarnation).not.toBe(first.incarnation)
    await restart()
    expect(await open('laptop 2')).toEqual(second)
  })

  it('becomes another when the file beside it is gone or is of another copy', async () => {
    const first = await open()
    await restart()
    rmSync(identityFile(test.folder))
    const second = await open()
    expect(second.incarnation).not.toBe(first.incarnation)
    expect(existsSync(identityFile(test.folder))).toBe(true)
  })

  it('does not become another when the app dies between the file and the store', async () => {
    const first = await open()
    const beside = readFileSync(identityFile(test.folder), 'utf8')
    const [mark] = JSON.parse(beside).marks
    writeFileSync(identityFile(test.folder), JSON.stringify({ ...JSON.parse(beside), marks: [mark, 'next'] }))
    await restart()
    expect(await open()).toEqual(first)
  })
})

describe('the identifier of the machine', () => {
  it('is a hash, never the identifier itself, and absent on a system that has none', () => {
    expect(machineId() ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/)
    expect(machineId('aix')).toBe(null)
  })
})
