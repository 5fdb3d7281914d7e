import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadState } from '../../../electron/data/record/load-state.ts'
import { type RecordChange, record, type WriteContext } from '../../../electron/data/record/record.ts'
import { writeState } from '../../../electron/data/record/write-state.ts'
import { settleConflict } from '../../../electron/data/sync/settle-conflict.ts'
import { AppError } from '../../../shared/contract/errors.ts'
import { hlcOf } from '../../../shared/sync/hlc.ts'
import { applyOp } from '../../../shared/sync/merge.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'
import { putPublished } from '../../support/published.ts'

let test: TestStore
let mine: WriteContext
let colleague: WriteContext
beforeEach(() => {
  test = openTestStore()
  mine = test.context()
  colleague = { ...mine, author: uuidv7() }
})
afterEach(() => test.remove())

const outcome = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'written',
    (error: unknown) => (error instanceof AppError ? error.code : `${error}`),
  )
const write = (context: WriteContext, change: RecordChange) =>
  test.store.write((tx) => record(tx, context, change))

const id = uuidv7()
const visit = {
  type: 'door_to_door',
  mode: 'onsite',
  occurredOn: '2026-03-10',
  enterpriseId: uuidv7(),
  topics: '样例洽谈内容：了解企业扩产计划与用地需求，约定下周回访。',
  confidentiality: 'internal',
} as const
const note = {
  enterpriseId: uuidv7(),
  occurredOn: '2026-03-10',
  body: '样例',
  confidentiality: 'internal',
} as const

const made: readonly [string, RecordChange][] = [
  ['a visit', { table: 'visits', id, kind: 'set', values: visit }],
  ['a note', { table: 'notes', id, kind: 'set', values: note }],
  ['an enterprise', { table: 'enterprises', id, kind: 'set', values: { name: '样例公司' } }],
  ['a contact', { table: 'contacts', id, kind: 'set', values: { name: '样例联系人' } }],
]
const edits: readonly [string, RecordChange, RecordChange, string][] = [
  [
    'a visit',
    made[0]?.[1] as RecordChange,
    { table: 'visits', id, kind: 'set', values: { outcome: '改' } },
    'record/not-yours',
  ],
  [
    'a visit, by deleting it',
    made[0]?.[1] as RecordChange,
    { table: 'visits', id, kind: 'delete' },
    'record/not-yours',
  ],
  [
    'a note',
    made[1]?.[1] as RecordChange,
    { table: 'notes', id, kind: 'set', values: { body: '改' } },
    'record/not-yours',
  ],
  [
    'an enterprise',
    made[2]?.[1] as RecordChange,
    { table: 'enterprises', id, kind: 'set', values: { city: '改' } },
    'written',
  ],
  [
    'a contact, by deleting it',
    made[3]?.[1] as RecordChange,
    { table: 'contacts', id, kind: 'delete' },
    'written',
  ],
]

describe('what a user may write on this device', () => {
  it.each(made)('includes %s of their own', async (_, change) => {
    expect(await outcome(write(mine, change))).toBe('written')
  })

  it.each(edits)('is settled for %s of a colleague', async (_, creation, edit, expected) => {
    await write(colleague, creation)
    expect(await outcome(write(mine, edit))).toBe(expected)
  })

  it('excludes what the server publishes, new and known', async () => {
    const unit = uuidv7()
    await test.store.write((tx) =>
      putPublished(tx, mine.nowMs, 'units', unit, { name: '样例单位', kind: 'department' }),
    )
    const values = { name: '改名', kind: 'department' } as const
    expect(await outcome(write(mine, { table: 'units', id: unit, kind: 'set', values }))).toBe(
      'record/published',
    )
    expect(await outcome(write(mine, { table: 'units', id: unit, kind: 'delete' }))).toBe('record/published')
    expect(await outcome(write(mine, { table: 'units', id: uuidv7(), kind: 'set', values }))).toBe(
      'record/published',
    )
  })

  it('excludes moving an enterprise to another unit without asking, but says at first where it belongs', async () => {
    const values = { name: '样例公司', unitId: mine.unitId }
    expect(await outcome(write(mine, { table: 'enterprises', id, kind: 'set', values }))).toBe('written')
    const moved = { unitId: uuidv7() }
    expect(await outcome(write(mine, { table: 'enterprises', id, kind: 'set', values: moved }))).toBe(
      'record/published',
    )
    expect(
      await outcome(
        write(mine, { table: 'contacts', id: uuidv7(), kind: 'set', values: { name: '甲', ...moved } }),
      ),
    ).toBe('written')
  })

  it('leaves nothing behind when it is refused', async () => {
    await write(colleague, made[0]?.[1] as RecordChange)
    const waiting = () =>
      test.store.read(async (db) => (await db.selectFrom('outbox').select('opId').execute()).length)
    const before = await waiting()
    await outcome(write(mine, { table: 'visits', id, kind: 'set', values: { outcome: '改' } }))
    expect(await waiting()).toBe(before)
  })

  it('holds for settling a conflict too', async () => {
    await write(colleague, made[0]?.[1] as RecordChange)
    await test.store.write(async (tx) => {
      const other = { v: '2026-03-12', hlc: hlcOf(mine.nowMs + 60_000, 0, 'f'.repeat(16)), base: [] }
      const before = await loadState(tx, 'visits', id)
      const { state, losses } = applyOp(before, { fields: { occurredOn: other }, author: colleague.author })
      await writeState(tx, 'visits', id, state, losses, new Date(mine.nowMs).toISOString())
    })
    const settle = (context: WriteContext) =>
      test.store.write((tx) =>
        settleConflict(tx, context, {
          ...{ table: 'visits', recordId: id, field: 'occurredOn' },
          choice: { value: '2026-03-11' },
        }),
      )
    expect(await outcome(settle(mine))).toBe('record/not-yours')
    expect(await outcome(settle(colleague))).toBe('written')
  })
})
