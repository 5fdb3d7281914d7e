import { expect, it } from 'vitest'
import { stampTolerance, withoutFutureStamps } from '#shared/sync/future-stamps.ts'
import { hlcMs, hlcOf } from '#shared/sync/hlc.ts'
import { deletedField } from '#shared/sync/op.ts'
import { idOf } from '../support/histories.ts'

const node = '00000000000000aa'
const now = Date.UTC(2026, 0, 1)
const [past, future] = [hlcOf(now, 0, node), hlcOf(now + 86_400_000, 0, node)]

it('names no write that the server refused for good, in a delete as little as in an edit', () => {
  const op = {
    opId: idOf(1),
    device: idOf(2),
    incarnation: idOf(3),
    localSeq: 1,
    table: 'enterprises',
    id: idOf(4),
    kind: 'delete',
    fields: {
      name: { v: '甲', hlc: past, base: [past, future] },
      [deletedField]: { v: { covers: [future, past] }, hlc: past, base: [future] },
    },
    schemaVersion: 1,
    author: idOf(5),
  }
  const kept = withoutFutureStamps(op, (stamp) => hlcMs(stamp) <= now + stampTolerance)
  expect(kept.fields.name?.base).toEqual([past])
  expect(kept.fields[deletedField]).toEqual({ v: { covers: [past] }, hlc: past, base: [] })
})
