import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { sql } from 'kysely'
import { type ChunkHead, chunkBytes, chunkWriter, type WholeRecord } from '#shared/sync/snapshot.ts'
import type { Database } from '../database/open-database.ts'

const compress = promisify(gzip)

/** Rows fetched at once; about two chunks. */
const rowsAtOnce = 2000

/** One finished chunk: a gzip member that holds its head line and its records. */
export interface BuiltChunk {
  readonly head: ChunkHead
  readonly bytes: Buffer
}

export interface SnapshotStart {
  readonly epoch: string
  /** The scope's greatest seq at the moment of the snapshot. */
  readonly pin: number
}

/**
 * Reads a scope as it is at one moment and hands it out chunk by chunk, in the order of table and id, deleted
 * records among them. Holds one connection for as long as that takes, and one chunk in memory.
 * @throws when `take` throws; nothing is held afterwards.
 */
export async function buildSnapshot(
  db: Database,
  scope: string,
  begin: (start: SnapshotStart) => void,
  take: (chunk: BuiltChunk) => Promise<void>,
): Promise<void> {
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { epoch } = await tx.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
      const { rows: heads } = await sql<{ max_seq: number }>`
        select max_seq from scope where id = ${scope}`.execute(tx)
      begin({ epoch, pin: heads[0]?.max_seq ?? 0 })
      await sql`
        declare members no scroll cursor for
        select table_name, id, data, clocks from records
        where scopes @> ${[scope]}::text[] order by table_name collate "C", id`.execute(tx)
      let index = 0
      let pending: Promise<void> = Promise.resolve()
      const finish = (full: Chunk) => {
        const at = index++
        const before = pending
        // Compressing is done elsewhere while the next rows are fetched; one chunk waits at most.
        pending = finished(full, at).then(async (chunk) => {
          await before
          await take(chunk)
        })
        pending.catch(() => undefined)
        return before
      }
      let chunk = emptyChunk()
      for (;;) {
        const { rows } = await sql<Row>`fetch ${sql.lit(rowsAtOnce)} from members`.execute(tx)
        for (const row of rows) {
          if (chunk.records > 0 && chunk.writer.bytes() >= chunkBytes - largestUsual) {
            await finish(chunk)
            chunk = emptyChunk()
          }
          chunk.writer.add(recordOf(row))
          chunk.records += 1
          chunk.last = `${row.table_name}/${row.id}`
        }
        if (rows.length < rowsAtOnce) break
      }
      if (chunk.records > 0) await finish(chunk)
      await pending
    })
}

/** Room that is left in a chunk for its last record, so that it stays below its limit as a rule. */
const largestUsual = 16_384

interface Row {
  readonly table_name: string
  readonly id: string
  readonly data: WholeRecord['values']
  readonly clocks: unknown
}

const recordOf = ({ table_name, id, data, clocks }: Row): WholeRecord => ({
  table: table_name,
  id,
  values: data,
  clocks,
})

interface Chunk {
  readonly writer: ReturnType<typeof chunkWriter>
  records: number
  last: string
}

const emptyChunk = (): Chunk => ({ writer: chunkWriter(), records: 0, last: '' })

async function finished({ writer, records, last }: Chunk, index: number): Promise<BuiltChunk> {
  const body = Buffer.from(writer.text())
  const sha256 = createHash('sha256').update(body).digest('hex')
  const head: ChunkHead = { kind: 'chunk', index, records, bytes: body.length, sha256, last }
  const bytes = await compress(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]))
  return { head, bytes }
}
