import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openCabinet } from '../../../electron/data/files/cabinet.ts'
import { openIntakes } from '../../../electron/data/files/intake.ts'
import { photoBytes } from '../../support/attach.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

describe('The files of a store', () => {
  let opened: TestStore
  beforeEach(() => {
    opened = openTestStore()
  })
  afterEach(() => opened.remove())

  test('are none of another store: another key opens nothing', async () => {
    const other = openTestStore()
    const cabinet = await openCabinet(opened.store, opened.folder)
    const incoming = await cabinet.receive(10)
    await incoming.append(Buffer.from('0123456789'))
    const { sha256 } = await incoming.store()
    const stranger = await openCabinet(other.store, opened.folder)
    expect(stranger.has(sha256)).toBe(false)
    await expect(stranger.open(sha256)).rejects.toMatchObject({ code: 'file/missing' })
    await other.remove()
  })

  test('that stops coming before its end, or is handed over out of order, is not kept', async () => {
    const cabinet = await openCabinet(opened.store, opened.folder)
    const intakes = openIntakes(cabinet)
    const short = await intakes.begin('一.jpg', 1000)
    await intakes.append(short, 0, photoBytes(900))
    await expect(intakes.store(short)).rejects.toMatchObject({ code: 'file/interrupted' })
    const jumping = await intakes.begin('二.jpg', 1000)
    await expect(intakes.append(jumping, 500, photoBytes(500))).rejects.toMatchObject({
      code: 'file/interrupted',
    })
    expect(readdirSync(join(opened.folder, 'files', 'incoming'))).toEqual([])
  })

  test.runIf(canMount())('say so when the disk is full, and keep nothing half', async () => {
    const small = mkdtempSync(join(tmpdir(), 'outpost small '))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small])
    try {
      const cabinet = await openCabinet(opened.store, small)
      await expect(cabinet.receive(5_000_000)).rejects.toMatchObject({ code: 'store/disk-full' })
      const intakes = openIntakes(cabinet)
      const intake = await intakes.begin('大.jpg', 900_000)
      // Somebody else fills it meanwhile.
      writeFileSync(join(small, 'other'), Buffer.alloc(1_500_000))
      await expect(intakes.append(intake, 0, photoBytes(900_000))).rejects.toMatchObject({
        code: 'store/disk-full',
      })
      expect(readdirSync(join(small, 'files', 'incoming'))).toEqual([])
      rmSync(join(small, 'other'))
      const next = await intakes.begin('大.jpg', 800_000)
      await intakes.append(next, 0, photoBytes(800_000))
      expect((await intakes.store(next)).size).toBe(800_000)
    } finally {
      execFileSync('umount', [small])
      rmSync(small, { recursive: true })
    }
  })
})

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'outpost mount '))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' })
    execFileSync('umount', [place])
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
