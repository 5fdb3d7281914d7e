import { writeSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { openDatabase } from '../../electron/data/database/open-database.ts'
import { record } from '../../electron/data/record/record.ts'

/**
 * Writes records one after the other until it is killed and says each one's id once it is on the disk.
 * Arguments: store file, key in hex.
 */
const [file = '', key = ''] = process.argv.slice(2)
const store = openDatabase({ file, key: Buffer.from(key, 'hex'), create: true, ballast: false })
const identity = { device: uuidv7(), incarnation: uuidv7(), node: '00000000000000aa' }
const author = { author: uuidv7(), unitId: uuidv7() }

for (;;) {
  const id = uuidv7()
  const values = { name: `企业${id}`, remarks: '写到一半被杀掉' }
  const context = { ...identity, ...author, nowMs: Date.now() }
  await store.write((tx) => record(tx, context, { table: 'enterprises', id, kind: 'set', values }))
  writeSync(1, `${id}\n`)
}
