import type { Op } from '#shared/sync/op.ts'
import { scopesOf } from '../../electron/data/queries/sync.ts'
import { loadState } from '../../electron/data/record/load-state.ts'
import { departed } from '../../electron/data/sync/record-in-hand.ts'
import { type Ledger, Violation } from './ledger.ts'
import { knownToServer } from './server-view.ts'
import type { SimDatabase } from './sim-database.ts'
import type { SimDevice } from './sim-device.ts'

/**
 * What must hold after every step on a laptop that read bundles: what it took over it keeps until the server has it or
 * has refused it (I1), it shows it, and nothing of it passes for uploaded that the server does not have.
 * @throws Violation
 */
export async function checkCarried(device: SimDevice, database: SimDatabase, ledger: Ledger): Promise<void> {
  const promised = ledger.carriedBy(device.name, device.life())
  if (promised.size === 0) return
  const { carried, here } = await device.store().read(async (db) => {
    const rows = await db.selectFrom('carriedOps').select(['opId', 'op', 'onServer', 'shown']).execute()
    const runs = await db.selectFrom('carriedRuns').select('body').where('state', '<>', 'waiting').execute()
    const own = await Promise.all(
      (['outbox', 'ackedJournal', 'quarantine'] as const).map((table) =>
        db.selectFrom(table).select('opId').execute(),
      ),
    )
    const aside = runs.map(({ body }) => body).join()
    const known = new Set([...rows, ...own.flat()].map(({ opId }) => opId))
    return { carried: rows, here: (opId: string) => known.has(opId) || aside.includes(opId) }
  })
  const gone = [...promised].filter((opId) => !here(opId))
  const called = carried.filter(({ onServer }) => onServer === 1).map(({ opId }) => opId)
  const known = await settledOnServer(database, [...gone, ...called])
  const lost = gone.find((opId) => !known.has(opId) && !ledger.forgotten.has(opId))
  if (lost) throw new Violation(`I1: ${device.name} lost ${lost}, which it carried and the server lacks`)
  for (const opId of gone) promised.delete(opId)
  const untrue = called.find((opId) => !known.has(opId) && !ledger.forgotten.has(opId))
  if (untrue) throw new Violation(`I1: ${device.name} takes ${untrue} for uploaded, the server lacks it`)
  await checkShown(
    device,
    carried.filter(({ shown }) => shown === 1).map(({ op }) => JSON.parse(op)),
  )
}

/** Operations that the server has taken or refused, by themselves or with their whole run. */
async function settledOnServer(database: SimDatabase, opIds: readonly string[]): Promise<Set<string>> {
  if (opIds.length === 0) return new Set()
  const known = await knownToServer(database, opIds)
  const aside = await database.query<{ op_id: string }>(
    `select op_id from unnest($1::text[]) as asked (op_id)
     where exists (select from run_quarantine where strpos(convert_from(body, 'UTF8'), op_id) > 0)`,
    [opIds.filter((opId) => !known.has(opId))],
  )
  return new Set([...known, ...aside.map(({ op_id }) => op_id)])
}

async function checkShown(device: SimDevice, ops: readonly Op[]): Promise<void> {
  await device.store().read(async (db) => {
    for (const op of ops.slice(-10)) {
      if ((await scopesOf(db, op)).includes(departed)) continue
      const state = await loadState(db, op.table, op.id)
      // Later changes of a record whose creation has not come yet wait unseen.
      if (!state.createdBy) continue
      for (const [field, { hlc }] of Object.entries(op.fields)) {
        const { heads = [], superseded = [] } = state[field] ?? {}
        if (heads.some((head) => head.hlc === hlc) || superseded.includes(hlc)) continue
        throw new Violation(`I1: ${op.table}.${field} is carried on ${device.name} and is not shown`)
      }
    }
  })
}

/**
 * Nothing is carried any more when all is quiet, and nothing lies between a record and what the server has (I9).
 * @param unoffered operations that the server forgot and nobody offers any more: where they were read they stay
 */
export async function checkNothingCarried(device: SimDevice, unoffered: readonly Op[]): Promise<void> {
  await device.store().read(async (db) => {
    for (const table of ['carriedOps', 'carriedRuns'] as const) {
      const rows = await db.selectFrom(table).selectAll().execute()
      if (rows.length > 0) throw new Violation(`I9: ${device.name} still has ${rows.length} of ${table}`)
    }
    const copies = await db.selectFrom('base').select(['tableName', 'recordId']).execute()
    const between = copies.filter(
      ({ tableName, recordId }) => !unoffered.some(({ table, id }) => table === tableName && id === recordId),
    )
    if (between.length > 0) throw new Violation(`I9: ${device.name} still has ${between.length} of base`)
  })
}
