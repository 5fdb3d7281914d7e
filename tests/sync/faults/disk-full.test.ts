import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { tracesOf } from '../../support/power-cut.ts'
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.ts'
import { type SyncDevice, startDevice } from '../../support/sync-device.ts'

const writer = resolve(import.meta.dirname, '../../support/disk-full-writer.ts')
const key = Buffer.alloc(32, 0x3c)

interface Report {
  readonly saved: string[]
  readonly full: number
  readonly codes: string[]
  readonly readable: number
  readonly rows: string[]
  readonly ops: string[]
}

/** Runs a shell line that ends in the writer. @returns what it printed, and everything it said otherwise */
async function run(line: string, parameters: readonly string[], program = ['sh', '-c']) {
  const [command = '', ...options] = program
  const child = spawn(command, [...options, line, 'sh', process.execPath, writer, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((done) => {
    child.on('close', done)
    child.on('error', () => done(null))
  })
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { out, err, code }
}

function reportOf({ out, err }: { out: string; err: string }): Report {
  try {
    return JSON.parse(out)
  } catch {
    throw new Error(`the writer said: ${out} ${err}`)
  }
}

/** Nothing that was said to be saved is missing, and row and operation stand together. */
function expectWhole({ saved, rows, ops, codes, full }: Report): void {
  expect(full).toBeGreaterThan(3)
  expect(codes.length).toBeGreaterThan(0)
  expect(new Set(codes)).toEqual(new Set(['store/disk-full']))
  expect([...rows].sort()).toEqual([...ops].sort())
  expect(saved.filter((id) => !rows.includes(id))).toEqual([])
}

describe('a disk that is full', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost 满 '))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('by a limit of file size loses nothing that was saved, and the next start works', async () => {
    const file = join(folder, 'outpost.db')
    // 2 MiB in blocks of 512 bytes, as every POSIX shell counts them here (bash in its POSIX mode too).
    const report = reportOf(await run('ulimit -f 4096; exec "$@"', [file, key.toString('hex')]))
    expectWhole(report)
    expect(report.readable).toBe(report.full)
    const store = openDatabase({ file, key, ballast: false })
    const { rows, clocks, docs, ops } = await tracesOf(store)
    expect(report.saved.filter((id) => !rows.includes(id))).toEqual([])
    for (const trace of [clocks, docs, ops]) expect(trace).toEqual(rows)
    await store.close()
  })

  it('because the file system is full loses nothing, and writing goes on once there is room', async () => {
    // A mount that only the writer and its children see, and that ends with them. Root may do it at once, others
    // inside a user namespace of their own, where the system allows that.
    const line =
      'mount -t tmpfs -o size=4m tmpfs "$4" && dd if=/dev/zero of="$5" bs=1024 count=1024 2>/dev/null && exec "$1" "$2" "$3" "$6" "$5"'
    const ways = process.getuid?.() === 0 ? [['-m'], ['-Urm']] : [['-Urm']]
    const allowed = ways.find((options) => {
      const probe = spawnSync('unshare', [...options, 'sh', '-c', `mount -t tmpfs tmpfs '${folder}'`])
      return probe.status === 0
    })
    const filler = join(folder, 'filler.bin')
    const file = join(folder, 'outpost.db')
    if (!allowed) {
      // The reason is stated and must be a true one; the limit of pages and of file size are tested everywhere.
      const reason = spawnSync('unshare', ['-Urm', 'sh', '-c', `mount -t tmpfs tmpfs '${folder}'`])
      const absent = reason.error !== undefined && 'code' in reason.error && reason.error.code === 'ENOENT'
      expect(
        absent || /not permitted|denied|failed|cannot/i.test(reason.stderr.toString()),
        'no mount is possible here',
      ).toBe(true)
      return
    }
    const child = spawn(
      'unshare',
      [
        ...allowed,
        'sh',
        '-c',
        line,
        'sh',
        process.execPath,
        writer,
        file,
        folder,
        filler,
        key.toString('hex'),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    const report = reportOf({ out: out, err })
    expectWhole(report)
    expect(report.readable).toBe(report.full)
    expect(report.rows.length).toBe(report.full + 5)
  })
})

describe('a full disk in the middle of sync', () => {
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
  const start = async () => {
    const device = await startDevice({ serverUrl: server.url })
    devices.push(device)
    return device
  }
  const pagesOf = async (device: SyncDevice) => {
    const { rows } = await device
      .store()
      .write((tx) => sql<{ pageCount: number }>`pragma page_count`.execute(tx))
    return rows[0]?.pageCount ?? 0
  }
  const limit = (device: SyncDevice, pages: number) =>
    device
      .store()
      .write((tx) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(tx).then(() => undefined))

  it('has of a page exactly what its cursor says, says that the disk is full, and catches up when there is room', async () => {
    const writer = await start()
    const sent: string[] = []
    for (let n = 0; n < 60; n += 1)
      sent.push(await writer.create(`样例公司${n}`, { remarks: '满'.repeat(300) }))
    await writer.sync()
    const reader = await start()
    const waiting = await reader.create('样例已存的公司')
    await limit(reader, (await pagesOf(reader)) + 6)
    expect(await reader.sync()).toMatchObject({ problem: 'store/disk-full' })
    const { cursors, rows } = await reader.store().read(async (db) => ({
      cursors: await db.selectFrom('cursors').selectAll().execute(),
      rows: await db.selectFrom('enterprises').select('id').execute(),
    }))
    const applied = cursors.reduce((sum, { seq }) => sum + seq, 0)
    expect(applied).toBeLessThan(sent.length)
    expect(rows.map(({ id }) => id).sort()).toEqual([waiting, ...sent.slice(0, applied)].sort())
    await limit(reader, 1_000_000)
    expect(await reader.sync()).toMatchObject({ waiting: 0, problem: null })
    await writer.sync()
    expect(await reader.sight()).toBe(await writer.sight())
    expect([...server.effects.values()].every((times) => times === 1)).toBe(true)
  })

  it('goes on by itself as soon as somebody can save again, however long it would have paused', async () => {
    const writer = await start()
    for (let n = 0; n < 60; n += 1) await writer.create(`样例公司${n}`, { remarks: '满'.repeat(300) })
    await writer.sync()
    const reader = await start()
    await limit(reader, (await pagesOf(reader)) + 6)
    expect(await reader.sync()).toMatchObject({ phase: 'stopped', problem: 'store/disk-full' })
    await limit(reader, 1_000_000)
    // No timer fires here: only the save tells that there is room.
    await reader.create('磁盘有空间以后保存的公司')
    await vi.waitFor(
      async () => expect(await reader.engine().status()).toMatchObject({ waiting: 0, problem: null }),
      { timeout: 20_000, interval: 50 },
    )
    await writer.sync()
    expect(await reader.sight()).toBe(await writer.sight())
  })

  it('loses no acknowledgement: what the server has taken is settled later and only once', async () => {
    const device = await start()
    for (let n = 0; n < 20; n += 1) await device.create(`样例公司${n}`, { remarks: '满'.repeat(200) })
    await limit(device, await pagesOf(device))
    const status = await device.sync()
    expect(status.problem === 'store/disk-full' || status.waiting === 0).toBe(true)
    await limit(device, 1_000_000)
    expect(await device.sync()).toMatchObject({ waiting: 0, problem: null })
    expect(await device.count('base')).toBe(0)
    expect([...server.effects.values()].every((times) => times === 1)).toBe(true)
  })
})
