import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepRefusedOp, removeWaitingOp } from '../../../electron/data/queries/sync.ts'
import { removeRow } from '../../../electron/data/record/entity-row.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const newEnterprise = async (): Promise<string> => {
  const id = uuidv7()
  await office.call('enterprises.save', { id, name: '样例公司', remarks: null })
  return id
}

/** A topic of an enterprise and where it stood in one round. */
const newRound = async (enterpriseId: string) => {
  const [topicId, id] = [uuidv7(), uuidv7()]
  await office.call('negotiations.saveTopic', { id: topicId, enterpriseId, title: '电价', position: 1 })
  const round = { topicId, enterpriseId, occurredOn: '2026-11-20', ask: '每度0.50元', state: 'open' } as const
  await office.call('negotiations.saveRound', { ...round, id })
  return id
}

/** As if the server had sent everything that waits back, and nothing of a new record were here any more. */
const refuseAll = (goneId: string) =>
  office.store.write(async (tx) => {
    for (const { opId, tableName, recordId, op } of await tx.selectFrom('outbox').selectAll().execute()) {
      const at = '2026-11-22T12:30:00.000Z'
      await keepRefusedOp(tx, { opId, tableName, recordId, op, reason: 'invalid', detail: null, at })
      await removeWaitingOp(tx, opId)
    }
    await removeRow(tx, 'negotiationRounds', goneId)
    await tx.deleteFrom('recordClocks').where('recordId', '=', goneId).execute()
  })

describe('a change in the lists of the sync centre', () => {
  it('of a round of a negotiation leads to its enterprise, while it waits and when it was sent back as new', async () => {
    const enterpriseId = await newEnterprise()
    await office.upload()
    const id = await newRound(enterpriseId)
    const home = { table: 'enterprises', id: enterpriseId }
    const ofRound = <R extends { readonly recordId: string }>(rows: readonly R[]) =>
      rows.filter(({ recordId }) => recordId === id)
    expect(ofRound(await office.call('sync.waiting', {}))).toMatchObject([{ home }])
    await refuseAll(id)
    expect(ofRound(await office.call('sync.refused', {}))).toMatchObject([{ home }])
    expect(ofRound(await office.call('sync.refusedRecords', {}))).toMatchObject([{ home, isHere: false }])
  })

  it('leads nowhere when neither the record nor what shows it is on this device', async () => {
    const enterpriseId = await newEnterprise()
    await office.upload()
    await office.call('records.delete', { table: 'enterprises', id: enterpriseId })
    expect(await office.call('sync.waiting', {})).toMatchObject([{ recordId: enterpriseId, home: null }])
  })
})
