import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { foundBy } from '../../support/found-by.ts'

const rounds = 8
const key = Buffer.alloc(32, 0x5a)
const writer = resolve(import.meta.dirname, '../../support/crash-writer.ts')

/** Lets a real process write, kills it without warning, and returns the ids it had said were saved. */
async function savedBeforeTheKill(file: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, file, key.toString('hex')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const exited = new Promise<void>((resolveExit) => child.once('exit', () => resolveExit()))
  child.stdout.on('data', (chunk: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    said += chunk.toString()
  })
  await exited
  // The last line may be torn by the kill; then nobody was told.
  return said.split('\n').slice(0, -1)
}

it('keeps every record that was said to be saved, with its operation, however often the process is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outpost 断电 '))
  const file = join(folder, 'outpost.db')
  try {
    const saved: string[] = []
    for (let round = 0; round < rounds; round++) {
      saved.push(...(await savedBeforeTheKill(file, Math.random() * 60)))
      const store = openDatabase({ file, key, ballast: false })
      const { rows, ops, clocks, docs } = await store.read(async (db) => ({
        rows: (await db.selectFrom('enterprises').select('id').execute()).map(({ id }) => id),
        ops: (await db.selectFrom('outbox').select('recordId').execute()).map(({ recordId }) => recordId),
        clocks: (await db.selectFrom('recordClocks').select('recordId').execute()).map((row) => row.recordId),
        docs: (await db.selectFrom('searchDocs').select('recordId').execute()).map((row) => row.recordId),
      }))
      expect(saved.filter((id) => !rows.includes(id))).toEqual([])
      expect(ops.sort()).toEqual(rows.sort())
      expect(clocks.sort()).toEqual(rows)
      expect(docs.sort()).toEqual(rows)
      expect(await store.read((db) => foundBy(db, '被杀掉', 100_000))).toHaveLength(rows.length)
      await store.close()
    }
    expect(saved.length).toBeGreaterThan(rounds)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
