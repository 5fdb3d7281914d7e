import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { hlcOf } from '#shared/sync/hlc.ts'
import { Op } from '#shared/sync/op.ts'
import type { Database } from '../../server/database/open-database.ts'
import { transact } from '../../server/database/transaction.ts'
import { applyOps } from '../../server/sync/apply.ts'
import { append } from '../../server/sync/feed.ts'

const somebody = '00000000-0000-7000-8000-000000000009'

/** Gives a unit on a server so many enterprises, as an import of a whole library left them. They compress badly. */
export async function fillUnit(
  db: Database,
  { unitId, author, count }: { readonly unitId: string; readonly author: string; readonly count: number },
): Promise<void> {
  const now = Date.now()
  const ops = Array.from({ length: count }, (_, at) => {
    const values = {
      ...{ unitId, createdBy: author, createdAt: new Date(now).toISOString(), origin: 'import' },
      ...{ importBatchId: null, name: `开发区样例第${at + 1}号有限公司`, city: '苏州' },
      remarks: randomBytes(300).toString('base64'),
    }
    const hlc = hlcOf(now - 3_600_000, at, 'a1b2c3d4e5f60718')
    return Op.parse({
      ...{ opId: v7(), device: somebody, incarnation: somebody, localSeq: at + 1 },
      ...{ table: 'enterprises', id: v7(), kind: 'set', schemaVersion: 1, author },
      fields: Object.fromEntries(Object.entries(values).map(([name, v]) => [name, { v, hlc, base: [] }])),
    })
  })
  for (let from = 0; from < ops.length; from += 1000)
    await transact(db, async (tx) => {
      const { entries } = await applyOps(tx, ops.slice(from, from + 1000), null)
      await append(tx, entries, Date.now())
    })
}
