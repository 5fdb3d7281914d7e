import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packClocks, parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { hlcOf } from '#shared/sync/hlc.ts'
import {
  applyOp,
  canonical,
  conflictsOf,
  emptyRecord,
  lifeOf,
  mergeStates,
  type RecordState,
  renameStamps,
  sameValue,
  valuesOf,
  visibleStamps,
} from '#shared/sync/merge.ts'
import { deletedField, Op } from '#shared/sync/op.ts'
import {
  histories,
  idOf,
  setField,
  stateAfter,
  surfacedFields,
  type Written,
  wildOps,
} from '../support/histories.ts'

const runs = { numRuns: Number(process.env.OUTPOST_MERGE_RUNS ?? 2000) }

/** Everything a person could tell two replicas apart by. */
const fingerprint = (state: RecordState) =>
  canonical({
    state,
    values: valuesOf(state),
    conflicts: conflictsOf(state, surfacedFields),
    life: lifeOf(state),
  })

const opSets = fc.oneof(
  histories().map(({ ops }) => ops),
  wildOps(),
)
const shuffled = (ops: readonly Op[]) =>
  fc.shuffledSubarray([...ops], { minLength: ops.length, maxLength: ops.length })

describe('merging operations', () => {
  it('gives every device the same record and the same conflicts whatever the order of delivery', () => {
    const orders = opSets.chain((ops) => fc.tuple(fc.constant(ops), shuffled(ops)))
    fc.assert(
      fc.property(orders, ([ops, other]) => {
        expect(fingerprint(stateAfter(other))).toBe(fingerprint(stateAfter(ops)))
      }),
      runs,
    )
  })

  it('gives the same record when deliveries are cut into batches that meet later', () => {
    const partitions = opSets.chain((ops) =>
      fc.tuple(
        fc.constant(ops),
        fc.array(fc.nat({ max: 3 }), { minLength: ops.length, maxLength: ops.length }),
      ),
    )
    fc.assert(
      fc.property(partitions, ([ops, batch]) => {
        const parts = [0, 1, 2, 3].map((n) => stateAfter(ops.filter((_, index) => batch[index] === n)))
        const [a = emptyRecord, b = emptyRecord, c = emptyRecord, d = emptyRecord] = parts
        const whole = fingerprint(stateAfter(ops))
        expect(fingerprint(mergeStates(mergeStates(a, b), mergeStates(c, d)))).toBe(whole)
        expect(fingerprint(mergeStates(d, mergeStates(c, mergeStates(b, a))))).toBe(whole)
      }),
      runs,
    )
  })

  it('does not mind how often an operation or a whole record is delivered', () => {
    const repeated = opSets.chain((ops) =>
      fc.tuple(fc.constant(ops), fc.array(fc.nat({ max: Math.max(0, ops.length - 1) }), { maxLength: 20 })),
    )
    fc.assert(
      fc.property(repeated, ([ops, again]) => {
        const state = stateAfter(ops)
        const replayed = again.flatMap((index) => ops[index] ?? [])
        expect(fingerprint(stateAfter([...replayed, ...ops, ...replayed]))).toBe(fingerprint(state))
        expect(fingerprint(mergeStates(state, state))).toBe(fingerprint(state))
        for (const op of ops) expect(applyOp(state, op).losses).toEqual([])
      }),
      runs,
    )
  })

  it('never drops a value that nobody who saw it has replaced', () => {
    fc.assert(
      fc.property(opSets, (ops) => {
        const state = stateAfter(ops)
        for (const op of ops) {
          for (const [name, write] of Object.entries(op.fields)) {
            const field = new Map(Object.entries(state)).get(name)
            const kept = field?.heads.some(
              (head) => head.hlc === write.hlc && sameValue(head.v, write.set ? null : write.v),
            )
            const replaced = ops.some((other) =>
              new Map(Object.entries(other.fields)).get(name)?.base.includes(write.hlc),
            )
            expect(kept || replaced).toBe(true)
          }
        }
      }),
      runs,
    )
  })

  it('reports every value that lost, at the latest when it differs from the one shown', () => {
    const orders = histories().chain(({ ops }) => shuffled(ops))
    fc.assert(
      fc.property(orders, (ops) => {
        const reported = new Set<string>()
        let state = emptyRecord
        for (const op of ops) {
          const step = applyOp(state, op)
          state = step.state
          for (const { field, lost, kept } of step.losses) {
            expect(sameValue(lost.v, kept.v)).toBe(false)
            reported.add(`${field} ${lost.hlc}`)
          }
          for (const [name, { heads }] of Object.entries(state)) {
            const [shown, ...others] = name === setField ? [] : heads
            for (const other of others)
              if (shown && !sameValue(other.v, shown.v))
                expect(reported.has(`${name} ${other.hlc}`)).toBe(true)
          }
        }
      }),
      runs,
    )
  })
})

describe('deleting', () => {
  it('stays deleted whatever is delivered again once somebody deleted having seen all', () => {
    const histories_ = histories().chain(({ ops }) => fc.tuple(fc.constant(ops), shuffled(ops)))
    fc.assert(
      fc.property(histories_, ([ops, replay]) => {
        if (ops.length === 0) return
        const seen = stateAfter(ops)
        const heads = seen[deletedField]?.heads ?? []
        const deletion = opOf(
          { [deletedField]: [{ covers: visibleStamps(seen) }, 40, heads.map((head) => head.hlc)] },
          9,
        )
        expect(lifeOf(stateAfter([...ops, deletion, ...replay]))).toBe('deleted')
        expect(lifeOf(stateAfter([deletion, ...replay]))).toBe('deleted')
      }),
      runs,
    )
  })

  it('keeps a record alive and flagged when an edit met the delete unseen', () => {
    const first = opOf({ price: [1, 1, []] }, 1)
    const seen = stateAfter([first])
    const deletion = opOf({ [deletedField]: [{ covers: visibleStamps(seen) }, 3, []] }, 1)
    const edit = opOf({ price: [2, 2, visibleStamps(seen)] }, 2)
    for (const order of [
      [first, deletion, edit],
      [edit, deletion, first],
      [first, edit, deletion],
    ]) {
      const state = stateAfter(order)
      expect(lifeOf(state)).toBe('edited-while-deleted')
      expect(valuesOf(state)).toEqual({ price: 2 })
    }
  })

  it('keeps a record alive when one takes the delete back while another deletes again', () => {
    const first = opOf({ price: [1, 1, []] }, 1)
    const covers = visibleStamps(stateAfter([first]))
    const deletion = opOf({ [deletedField]: [{ covers }, 2, []] }, 1)
    const deleted = [stampOf(2, 1)]
    const undelete = opOf({ [deletedField]: [null, 3, deleted] }, 1)
    const deleteAgain = opOf({ [deletedField]: [{ covers }, 4, deleted] }, 2)
    expect(lifeOf(stateAfter([deleteAgain, undelete, deletion, first]))).toBe('alive')
  })
})

describe('what is stored', () => {
  it('comes back from the store exactly as it was', () => {
    fc.assert(
      fc.property(opSets, (ops) => {
        const state = stateAfter(ops)
        const text = JSON.stringify(packClocks(state))
        const values = JSON.parse(JSON.stringify(valuesOf(state)))
        expect(fingerprint(unpackState(parseClocks(text), values))).toBe(fingerprint(state))
      }),
      runs,
    )
  })

  it('keeps fields that only a newer version knows', () => {
    const known = opOf({ price: [1, 1, []] }, 1)
    const newer = opOf({ 将来的字段: [{ 甲: [1, '乙'] }, 2, []] }, 2)
    const state = stateAfter([known, newer])
    const stored = unpackState(packClocks(state), valuesOf(state))
    expect(valuesOf(stored)).toEqual({ price: 1, 将来的字段: { 甲: [1, '乙'] } })
  })

  it('is the same whether stamps are renamed before or after they meet other operations', () => {
    const renamed = new Map([[stampOf(9, 1), stampOf(3, 1)]])
    const rename = (op: Op) => renameStamps(op, renamed)
    fc.assert(
      fc.property(wildOps(), (ops) => {
        const once = ops.map(rename)
        expect(fingerprint(stateAfter(once))).toBe(fingerprint(stateAfter(once.map(rename))))
        expect(fingerprint(stateAfter([...once].reverse()))).toBe(fingerprint(stateAfter(once)))
      }),
      runs,
    )
  })

  it('puts the same value first after the server moved a stamp that ran ahead', () => {
    const ahead = opOf({ price: ['ahead', 900, []] }, 1)
    const follower = opOf({ price: ['follower', 901, [stampOf(900, 1)]] }, 1)
    const other = opOf({ price: ['other', 5, []] }, 2)
    const renamed = new Map([
      [stampOf(900, 1), stampOf(3, 1)],
      [stampOf(901, 1), stampOf(4, 1)],
    ])
    const ops = [ahead, follower, other].map((op) => renameStamps(op, renamed))
    const state = stateAfter(ops)
    expect(state.price?.heads.map((head) => head.v)).toEqual(['other', 'follower'])
    expect(state.price?.superseded).toEqual([stampOf(3, 1)])
  })
})

describe('faults once found', () => {
  it('a field named like something every object has does not stop the merge', () => {
    const op = opOf(Object.fromEntries([['constructor', ['x', 1, []] as [Written, number, string[]]]]), 1)
    const state = stateAfter([op])
    expect(valuesOf(state)).toEqual({ constructor: 'x' })
    const unpacked = unpackState(packClocks(state), {})
    expect(Object.entries(unpacked).map(([name, { heads }]) => [name, heads[0]?.v])).toEqual([
      ['constructor', null],
    ])
    expect(conflictsOf(emptyRecord, ['constructor'])).toEqual([])
  })

  it('a field whose name would change the object itself is not let in', () => {
    const text = JSON.stringify(opOf({ price: [1, 1, []] }, 1)).replace('"price"', '"__proto__"')
    expect(Object.keys(Op.safeParse(JSON.parse(text)).data?.fields ?? {})).toEqual([])
  })

  it('a value equal to the one shown counts as lost as soon as another value is shown', () => {
    const a = opOf({ remarks: ['same', 1, []] }, 1)
    const b = opOf({ remarks: ['same', 2, []] }, 2)
    const c = opOf({ remarks: ['other', 3, [stampOf(2, 2)]] }, 2)
    const { losses } = applyOp(stateAfter([a, b]), c)
    expect(losses.map(({ lost }) => lost.hlc)).toEqual([stampOf(1, 1)])
  })

  it('renaming stamps keeps what a newer version says about a delete', () => {
    const deletion = opOf({ [deletedField]: [{ covers: [stampOf(1, 1)], reason: 'twice' }, 2, []] }, 1)
    const { fields } = renameStamps(deletion, new Map([[stampOf(1, 1), stampOf(7, 1)]]))
    expect(fields[deletedField]?.v).toEqual({ covers: [stampOf(7, 1)], reason: 'twice' })
  })
})

function stampOf(ms: number, device: number): string {
  // Device 9 stands for one whose clock is far ahead of every history.
  const far = device === 9 ? 0x0fff_0000_0000 : 0
  return hlcOf(far + ms, 0, device.toString(16).padStart(16, '0'))
}

function opOf(fields: Record<string, [v: Written, ms: number, base: string[]]>, device: number): Op {
  return {
    opId: idOf(device),
    device: idOf(1000 + device),
    incarnation: idOf(2000 + device),
    localSeq: 1,
    table: 'visits',
    id: idOf(9999),
    kind: 'set',
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, [v, ms, base]]) => [name, { v, hlc: stampOf(ms, device), base }]),
    ),
    schemaVersion: 1,
    author: idOf(3000 + device),
  }
}
