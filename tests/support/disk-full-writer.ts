import { rmSync, writeSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import { openDatabase } from '../../electron/data/database/open-database.ts'
import { record } from '../../electron/data/record/record.ts'

/**
 * Writes records until the disk is full, says what happened, makes room where it can (`filler`, a file beside the
 * store) and writes on. Arguments: store file, key in hex, filler or nothing. Prints one JSON line.
 */
const [file = '', key = '', filler = ''] = process.argv.slice(2)
// Whoever writes past a limit of file size is killed unless it listens; then the write fails as on a full disk.
process.on('SIGXFSZ', () => undefined)

const store = openDatabase({ file, key: Buffer.from(key, 'hex'), create: true, ballast: false })
const identity = { device: uuidv7(), incarnation: uuidv7(), node: '00000000000000aa' }
const author = { author: uuidv7(), unitId: uuidv7() }
const saved: string[] = []
const codes: string[] = []

async function write(): Promise<boolean> {
  const id = uuidv7()
  const values = { name: `企业${id}`, remarks: '写到磁盘满'.repeat(400) }
  const context = { ...identity, ...author, nowMs: Date.now() }
  try {
    await store.write((tx) => record(tx, context, { table: 'enterprises', id, kind: 'set', values }))
    saved.push(id)
    return true
  } catch (error) {
    codes.push(error instanceof AppError ? error.code : String(error))
    return false
  }
}

while (saved.length < 5000 && (await write()));
const full = saved.length
// Trying again changes nothing, and reading goes on.
await write()
const readable = (await store.read((db) => db.selectFrom('enterprises').select('id').execute())).length
if (filler !== '') {
  rmSync(filler)
  for (let n = 0; n < 5; n += 1) await write()
}
const rows = (await store.read((db) => db.selectFrom('enterprises').select('id').execute())).map(
  ({ id }) => id,
)
const ops = (await store.read((db) => db.selectFrom('outbox').select('recordId').execute())).map(
  ({ recordId }) => recordId,
)
writeSync(1, `${JSON.stringify({ saved, full, codes, readable, rows, ops })}\n`)
await store.close().catch(() => undefined)
process.exit(0)
