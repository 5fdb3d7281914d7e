import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepState } from '../../../electron/data/queries/record-states.ts'
import { keepRefusedOp } from '../../../electron/data/queries/sync.ts'
import { loadState } from '../../../electron/data/record/load-state.ts'
import { hideRecord } from '../../../electron/data/sync/forget-record.ts'
import { stateText } from '../../../electron/data/sync/record-state.ts'
import type { Safety } from '../../../shared/contract/records.ts'
import type { SyncTotals } from '../../../shared/contract/sync-centre.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const at = '2026-11-22T12:30:00.000Z'
const table = 'enterprises'
const nothing: SyncTotals['records'] = {
  local: 0,
  refused: 0,
  carried: 0,
  awaited: 0,
  conflict: 0,
  uploaded: 0,
}

const newEnterprise = async (name: string): Promise<string> => {
  const id = uuidv7()
  await office.call('enterprises.save', { id, name, remarks: null })
  return id
}

/** What may be so of a record, each in the order in which it decides where the record counts. */
const marks = ['local', 'refused', 'carried', 'awaited', 'conflict'] as const
type Mark = (typeof marks)[number]

/** Puts a mark on a record by hand, as sync would come to it. */
const put = (id: string, mark: Mark, seq: number) =>
  office.store.write(async (tx) => {
    const of = { tableName: table, recordId: id }
    const opId = uuidv7()
    switch (mark) {
      case 'local':
        await tx
          .insertInto('outbox')
          .values({ ...of, localSeq: 1000 + seq, opId, op: '{"fields":{}}', createdAt: at })
          .execute()
        return
      case 'refused':
        await keepRefusedOp(tx, { ...of, opId, op: '{}', reason: 'invalid', detail: null, at })
        return
      case 'carried':
        await tx
          .insertInto('carriedOps')
          .values({ ...of, opId, run: 'run', op: '{}', onServer: 0, shown: 1 })
          .execute()
        return
      case 'awaited':
        await keepState(tx, 'keptCopies', { table, id }, '{}', at)
        return
      case 'conflict':
        await tx
          .insertInto('conflicts')
          .values({ ...of, field: 'status', writes: '[]', since: at })
          .execute()
    }
  })

const records = async () => (await office.call('sync.totals', {})).records
const sum = (counts: SyncTotals['records']) => Object.values(counts).reduce((a, b) => a + b, 0)

describe('the numbers of the sync centre', () => {
  it('count every record once, as it is marked where it is shown, so that they add up to all of them', async () => {
    const cases: { readonly id: string; readonly has: readonly Mark[]; readonly isHere: boolean }[] = []
    for (let bits = 0; bits < 2 ** marks.length; bits += 1)
      for (const isHere of [true, false]) {
        const has = marks.filter((_, index) => bits & (1 << index))
        cases.push({ id: await newEnterprise(`${isHere} ${has}`), has, isHere })
      }
    for (const { id, isHere } of cases) if (!isHere) await office.call('records.delete', { table, id })
    await office.upload()
    let seq = 0
    for (const { id, has } of cases) for (const mark of has) await put(id, mark, ++seq)

    const expected = { ...nothing }
    for (const { id, has, isHere } of cases) {
      const state: Safety | undefined = has[0] ?? (isHere ? 'uploaded' : undefined)
      if (state) expected[state] += 1
      const found = await office.call('enterprises.get', { id })
      expect(found?.foot.safety, String(has)).toBe(isHere ? state : undefined)
    }
    expect(await records()).toEqual(expected)
    expect(sum(expected)).toBe(63)
  })

  it('count what is in conflict not as safe on the server as well', async () => {
    const contested = await newEnterprise('两人同时改过的公司')
    await newEnterprise('已上传的公司')
    await office.upload()
    await put(contested, 'conflict', 1)
    expect(await records()).toEqual({ ...nothing, conflict: 1, uploaded: 1 })
  })

  it('count a change of what is hidden, merged or not here among what is only here, and nothing twice', async () => {
    const [hidden, merged, kept] = [
      await newEnterprise('看不到了的公司'),
      await newEnterprise('重复的公司'),
      await newEnterprise('留下的公司'),
    ]
    const refused = await newEnterprise('新建就被退回的公司')
    await office.upload()
    await office.call('duplicates.merge', { table, keptId: kept, mergedId: merged, choices: {} })
    await office.store.write(async (tx) => {
      const key = { table, id: hidden }
      await hideRecord(tx, key, stateText(await loadState(tx, table, hidden)), at)
      await hideRecord(tx, { table, id: refused }, 'null', at)
    })
    await put(hidden, 'local', 1)
    await put(refused, 'refused', 2)
    // The merge itself waits on the merged record; the one that stays is as the server has it, but for what it says.
    const waiting = new Set(
      (await office.store.read((db) => db.selectFrom('outbox').select('recordId').execute())).map(
        ({ recordId }) => recordId,
      ),
    )
    expect(await records()).toEqual({
      ...nothing,
      local: waiting.size,
      refused: 1,
      uploaded: waiting.has(kept) ? 0 : 1,
    })
  })
})
