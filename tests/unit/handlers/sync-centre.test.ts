import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyOp, visibleStamps } from '#shared/sync/merge.ts'
import { handedInIds } from '../../../electron/data/queries/clearance.ts'
import { noteHeldOp } from '../../../electron/data/queries/kept-copies.ts'
import { keepState } from '../../../electron/data/queries/record-states.ts'
import {
  enterScope,
  keepConfirmedState,
  keepRefusedOp,
  removeWaitingOp,
} from '../../../electron/data/queries/sync.ts'
import { loadState } from '../../../electron/data/record/load-state.ts'
import { writeState } from '../../../electron/data/record/write-state.ts'
import { stateText } from '../../../electron/data/sync/record-state.ts'
import { updateSyncState } from '../../../electron/data/sync/sync-state.ts'
import { type Office, openOffice } from '../../support/test-office.ts'
import { noteOn, TypedNote } from '../../support/typed-note.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const newEnterprise = async (name: string): Promise<string> => {
  const id = uuidv7()
  await office.call('enterprises.save', { id, name, remarks: null })
  return id
}

/** As if the server had sent the newest waiting change back. */
const refuseLast = () =>
  office.store.write(async (tx) => {
    const row = await tx
      .selectFrom('outbox')
      .selectAll()
      .orderBy('localSeq', 'desc')
      .executeTakeFirstOrThrow()
    const { opId, tableName, recordId, op } = row
    const refusal = { reason: 'invalid', detail: 'uscc', at: '2026-11-22T12:30:00.000Z' }
    await keepRefusedOp(tx, { opId, tableName, recordId, op, ...refusal })
    await removeWaitingOp(tx, opId)
    return opId
  })

/** As if a colleague had deleted a record without having seen its last change. */
const deleteUnseen = async (id: string) => {
  const seen = await office.store.read((db) => loadState(db, 'enterprises', id))
  const found = await office.call('enterprises.get', { id })
  if (!found) throw new Error('the enterprise is not here')
  await office.call('enterprises.save', { ...found.enterprise, remarks: '已约来考察', id })
  await office.store.write(async (tx) => {
    const hlc = `${Date.parse('2026-11-22T12:10:00Z').toString(16).padStart(12, '0')}0000${'a'.repeat(16)}`
    const deletion = { v: { covers: visibleStamps(seen) }, hlc, base: [] }
    const op = { fields: { deleted: deletion }, author: office.colleague.userId }
    const { state, losses } = applyOp(await loadState(tx, 'enterprises', id), op)
    await writeState(tx, 'enterprises', id, state, losses, '2026-11-22T12:11:00.000Z')
  })
}

describe('the numbers of the sync centre', () => {
  it('count every record once, in its most pressing state', async () => {
    const contested = await newEnterprise('两头都动过的公司')
    await newEnterprise('已上传的公司')
    await office.upload()
    await newEnterprise('仅在本机的公司')
    await newEnterprise('被退回的公司')
    await refuseLast()
    await deleteUnseen(contested)
    const records = async () => (await office.call('sync.totals', {})).records
    // What was written without knowledge of the delete is only here: that counts, until it is on the server.
    const settled = { refused: 1, carried: 0, awaited: 0 }
    expect(await records()).toEqual({ ...settled, local: 2, conflict: 0, uploaded: 1 })
    await office.upload()
    expect(await records()).toEqual({ ...settled, local: 0, conflict: 1, uploaded: 2 })
  })
})

describe('work on a record that a server which was set back does not have', () => {
  const learntAt = '2026-11-22T12:30:00.000Z'
  /** As if the server had been set back to before some records, and had asked to wait with what waits on them. */
  const setBack = (...ids: readonly string[]) =>
    office.store.write(async (tx) => {
      await updateSyncState(tx, { setBackAt: learntAt })
      for (const id of ids) {
        const state = await loadState(tx, 'enterprises', id)
        await keepState(tx, 'keptCopies', { table: 'enterprises', id }, stateText(state), learntAt)
      }
      for (const { opId } of await tx.selectFrom('outbox').select('opId').execute())
        await noteHeldOp(tx, opId, '2026-11-25T08:00:00.000Z')
    })
  const waiting = () => office.call('sync.waiting', {})

  it('says whose laptop it waits for and until when, and the record that it is to be uploaded again', async () => {
    const [edited, seen] = [await newEnterprise('服务器丢了的公司'), await newEnterprise('只是看过的公司')]
    await office.upload()
    await office.call('enterprises.save', { id: edited, name: '服务器丢了的公司', remarks: '等着上传' })
    await setBack(edited, seen)
    expect(await waiting()).toMatchObject([
      {
        awaits: {
          lacks: 'record',
          author: '记录员',
          since: '2026-11-25T08:00:00.000Z',
          until: '2027-01-09T08:00:00.000Z',
        },
      },
    ])
    expect(await office.call('enterprises.get', { id: seen })).toMatchObject({
      foot: { safety: 'awaited' },
    })
    expect(await office.call('sync.totals', {})).toMatchObject({
      records: { local: 1, awaited: 1, uploaded: 0 },
      kept: 2,
    })
  })

  it('says of a change of what the server has that a right is missing, which it waits for since it was set back', async () => {
    const id = await newEnterprise('在服务器上的公司')
    await office.upload()
    await office.store.write((tx) => enterScope(tx, { table: 'enterprises', id }, 'unit:1'))
    await office.call('enterprises.save', { id, name: '在服务器上的公司', remarks: '等着上传' })
    await setBack()
    const until = '2027-01-06T12:30:00.000Z'
    expect(await waiting()).toMatchObject([{ awaits: { lacks: 'right', author: null, until } }])
  })

  it('is taken out of the wait by its author: it stands among what was sent back with all that was written', async () => {
    const [edited, other] = [await newEnterprise('服务器丢了的公司'), await newEnterprise('另一家公司')]
    await office.upload()
    await setBack(edited)
    await office.call('enterprises.save', { id: edited, name: '服务器丢了的公司', remarks: '一个字不能少' })
    await setBack()
    await office.call('enterprises.save', { id: other, name: '另一家公司', remarks: '没有在等' })
    const opIds = (await waiting()).map(({ opId }) => opId)
    await office.call('sync.endWait', { opIds })
    expect((await waiting()).map(({ recordId }) => recordId)).toEqual([other])
    const refused = await office.call('sync.refusedRecords', {})
    expect(refused).toMatchObject([
      { recordId: edited, reason: 'not-yours', detail: 'wait-ended', values: { remarks: '一个字不能少' } },
    ])
    expect((await office.call('enterprises.get', { id: edited }))?.enterprise.remarks).toBe(null)
    await office.call('sync.retry', { opId: refused[0]?.opId ?? '' })
    expect((await office.call('enterprises.get', { id: edited }))?.enterprise.remarks).toBe('一个字不能少')
  })

  it('is not listed as a colleague’s where this laptop made it and hands it in again itself', async () => {
    const own = await newEnterprise('自己重新上传的公司')
    await setBack(own)
    expect(await office.call('sync.kept', {})).toEqual([])
    expect(await office.call('sync.totals', {})).toMatchObject({
      records: { local: 1, awaited: 0 },
      kept: 0,
    })
  })

  it('is listed where a colleague’s copy is kept: the whole record, or what was written in it since', async () => {
    const [lost, changed] = [await newEnterprise('整条丢了的公司'), await newEnterprise('改动丢了的公司')]
    await office.upload()
    await office.store.write(async (tx) => {
      const key = { table: 'enterprises', id: changed }
      await enterScope(tx, key, 'unit:1')
      await keepConfirmedState(tx, key, stateText(await loadState(tx, 'enterprises', changed)))
    })
    await office.call('enterprises.save', { id: changed, name: '改动丢了的公司', remarks: '后来写的' })
    await setBack(lost, changed)
    const kept = await office.call('sync.kept', {})
    const [edit, whole] = [
      kept.find(({ kind }) => kind === 'edit'),
      kept.find(({ kind }) => kind === 'record'),
    ]
    expect(whole).toMatchObject({ recordId: lost, title: '整条丢了的公司', author: '记录员' })
    expect(whole?.values.name).toBe('整条丢了的公司')
    expect(edit).toMatchObject({ recordId: changed, author: '记录员', values: { remarks: '后来写的' } })
    expect(edit?.values.name).toBe(undefined)
  })
})

describe('a refused change', () => {
  it('shows all that it wrote, and stays in the history when it is taken off the list', async () => {
    const id = await newEnterprise('被退回的公司')
    const opId = await refuseLast()
    const [change] = await office.call('sync.refusedRecords', {})
    expect(change).toMatchObject({ opId, recordId: id, kind: 'create', detail: 'uscc', savedSince: false })
    expect(change?.values.name).toBe('被退回的公司')
    expect(Object.values(change?.names ?? {})).toContain('样例市招商局')

    await office.call('sync.setRefusedAside', { opId })
    await office.call('sync.setRefusedAside', { opId })
    expect(await office.call('sync.refusedRecords', {})).toEqual([])
    const kept = await office.store.read((db) => db.selectFrom('ackedJournal').selectAll().execute())
    expect(kept.map((row) => row.opId)).toEqual([opId])
    // It is kept, but the server never took it.
    expect(await office.call('sync.uploaded', {})).toEqual([])
    const { device } = JSON.parse(kept[0]?.op ?? '{}')
    expect(await office.store.read((db) => handedInIds(db, device, ''))).toEqual([])
  })
})

describe('an edit of a note that was sent back', () => {
  it('shows the words that it brings, not the form in which it is kept', async () => {
    const id = uuidv7()
    const note = new TypedNote(await office.call('notes.open', { id }))
      .add('电价最高 0.48 元')
      .add('月底再谈')
    for (const typed of note.typed(id, noteOn(await newEnterprise('样例公司'))))
      await office.call('notes.type', typed)
    await office.call('notes.seal', { id })
    await refuseLast()
    const [change] = await office.call('sync.refusedRecords', {})
    expect(change).toMatchObject({ table: 'noteEdits', values: { content: '电价最高 0.48 元\n月底再谈' } })
  })
})

describe('a record deleted by one while edited by another', () => {
  it('tells who deleted it and what was written without knowing', async () => {
    const id = await newEnterprise('两头都动过的公司')
    await deleteUnseen(id)
    const [conflict] = await office.call('sync.deletionConflicts', {})
    expect(conflict).toMatchObject({ recordId: id, title: '两头都动过的公司', deletedBy: '同事' })
    expect(conflict?.edits).toEqual([
      expect.objectContaining({ field: 'remarks', value: '已约来考察', authorName: '记录员' }),
    ])
  })
  it('is marked as in conflict wherever it is shown, until somebody decides', async () => {
    const id = await newEnterprise('两头都动过的公司')
    await deleteUnseen(id)
    await office.upload()
    const safetyOf = async () => (await office.call('enterprises.get', { id }))?.foot.safety
    expect(await safetyOf()).toBe('conflict')
    await office.call('sync.settleDeletion', { table: 'enterprises', recordId: id, keep: true })
    await office.upload()
    expect(await safetyOf()).toBe('uploaded')
  })
  it('lives on when it is kept, and goes when the delete is upheld', async () => {
    const [kept, gone] = [await newEnterprise('留下的公司'), await newEnterprise('删掉的公司')]
    for (const id of [kept, gone]) await deleteUnseen(id)
    await office.call('sync.settleDeletion', { table: 'enterprises', recordId: kept, keep: true })
    await office.call('sync.settleDeletion', { table: 'enterprises', recordId: gone, keep: false })
    expect(await office.call('sync.deletionConflicts', {})).toEqual([])
    expect((await office.call('enterprises.get', { id: kept }))?.enterprise.remarks).toBe('已约来考察')
    expect(await office.call('enterprises.get', { id: gone })).toBeNull()
  })
})
