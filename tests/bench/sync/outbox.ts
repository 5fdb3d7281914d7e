import { v7 } from 'uuid'
import { packClocks } from '#shared/sync/clocks.ts'
import { hlcOf } from '#shared/sync/hlc.ts'
import { applyOp } from '#shared/sync/merge.ts'
import { Op } from '#shared/sync/op.ts'
import { opText } from '#shared/sync/op-text.ts'
import { writeMeta } from '../../../electron/data/database/meta.ts'
import type { Store } from '../../../electron/data/database/open-database.ts'
import { writeFresh } from '../../../electron/data/record/write-fresh.ts'
import { sampleRecords } from './records.ts'

export interface Author {
  readonly device: string
  readonly incarnation: string
  readonly node: string
  readonly author: string
  readonly unitId: string
}

/**
 * Puts so many unsent operations into a store, each on a record of its own, as weeks without a network do.
 * @param seed other records than those of another seed
 */
export async function fillOutbox(store: Store, author: Author, count: number, seed = 55): Promise<void> {
  const start = Date.now() - 3_600_000
  const records = sampleRecords(count, seed, { unitId: author.unitId, userId: author.author })
  for (let from = 0; from < count; from += 500) {
    const ops = records.slice(from, from + 500).map(({ id, values }, index) => {
      const hlc = hlcOf(start + from + index, 0, author.node)
      return Op.parse({
        opId: v7(),
        device: author.device,
        incarnation: author.incarnation,
        localSeq: from + index + 1,
        table: 'enterprises',
        id,
        kind: 'set',
        fields: Object.fromEntries(Object.entries(values).map(([name, v]) => [name, { v, hlc, base: [] }])),
        schemaVersion: 1,
        author: author.author,
      })
    })
    await store.write(async (tx) => {
      const fields = Object.keys(ops[0]?.fields ?? {}).sort()
      await writeFresh(tx, `unit:${author.unitId}`, {
        table: 'enterprises',
        fields,
        records: ops.map((op) => ({
          id: op.id,
          values: fields.map((field) => op.fields[field]?.v ?? null),
          clocks: JSON.stringify(packClocks(applyOp({}, op).state)),
          lastHlc: op.fields.name?.hlc ?? '',
          lastBy: op.author,
        })),
      })
      for (const op of ops) {
        const of = { tableName: op.table, recordId: op.id }
        const text = opText(op)
        const { localSeq, opId } = op
        const createdAt = new Date(start).toISOString()
        await tx
          .insertInto('outbox')
          .values({ ...of, localSeq, opId, op: text, createdAt })
          .execute()
        await tx
          .insertInto('base')
          .values({ ...of, state: 'null' })
          .execute()
      }
      await writeMeta(tx, 'lastLocalSeq', String(from + ops.length))
    })
  }
}
