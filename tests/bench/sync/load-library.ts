import { v7 } from 'uuid'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import type { Database } from '../../../server/database/open-database.ts'
import { transact } from '../../../server/database/transaction.ts'
import { applyOps } from '../../../server/sync/apply.ts'
import { append } from '../../../server/sync/feed.ts'
import type { SampleRecord } from './records.ts'

/** Writes records as operations of a device, through the server's own door. */
export async function load(db: Database, records: readonly SampleRecord[]): Promise<void> {
  const device = v7()
  for (let from = 0; from < records.length; from += 1000) {
    const ops = records.slice(from, from + 1000).map(({ id, values }, index) => {
      const hlc = hlcOf(Date.parse(String(values.createdAt)), 0, 'a1b2c3d4e5f60718')
      return Op.parse({
        opId: v7(),
        device,
        incarnation: device,
        localSeq: from + index + 1,
        table: 'enterprises',
        id,
        kind: 'set',
        fields: Object.fromEntries(Object.entries(values).map(([name, v]) => [name, { v, hlc, base: [] }])),
        schemaVersion: 1,
        author: values.createdBy,
      })
    })
    await transact(db, async (tx) => {
      const { outcomes, entries } = await applyOps(tx, ops, null)
      const refused = outcomes.find((outcome) => 'refusal' in outcome)
      if (refused) throw new Error(JSON.stringify(refused))
      await append(tx, entries, Date.now())
    })
  }
}
