import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packClocks, parseClocks, unpackState } from '#shared/sync/clocks.ts'
import { hlcOf } from '#shared/sync/hlc.ts'
import {
  applyOp,
  baseFor,
  conflictsOf,
  emptyRecord,
  mergeStates,
  type RecordState,
  renameStamps,
  valuesOf,
} from '#shared/sync/merge.ts'
import type { Op, SetChange } from '#shared/sync/op.ts'
import { setChangeTo } from '#shared/sync/sets.ts'
import { idOf, setField, stateAfter } from '../support/histories.ts'

const runs = { numRuns: Number(process.env.OUTPOST_MERGE_RUNS ?? 2000) }

describe('a list that several people keep', () => {
  it('unites what two devices added apart, in whatever order they meet', () => {
    const first = write(emptyRecord, ['a'], 1, 1)
    const seen = stateAfter([first])
    const ops = [first, write(seen, ['a', 'b'], 2, 1), write(seen, ['a', 'c'], 3, 2)]
    expect(listOf(stateAfter(ops))).toEqual(['a', 'b', 'c'])
    expect(listOf(stateAfter([...ops].reverse()))).toEqual(['a', 'b', 'c'])
  })

  it('honours what one took out while another added', () => {
    const first = write(emptyRecord, ['a', 'b'], 1, 1)
    const seen = stateAfter([first])
    const ops = [first, write(seen, ['b'], 2, 1), write(seen, ['a', 'b', 'c'], 3, 2)]
    expect(listOf(stateAfter(ops))).toEqual(['b', 'c'])
    expect(listOf(stateAfter([...ops].reverse()))).toEqual(['b', 'c'])
  })

  it('keeps what one put in anew while another took the old one out', () => {
    const first = write(emptyRecord, ['a'], 1, 1)
    const seen = stateAfter([first])
    const gone = write(seen, [], 2, 1)
    const anew = write(stateAfter([first, gone]), ['a'], 3, 1)
    const elsewhere = write(seen, [], 4, 2)
    expect(listOf(stateAfter([elsewhere, anew, gone, first]))).toEqual(['a'])
  })

  it('never brings back by repetition what was taken out', () => {
    const first = write(emptyRecord, ['a', 'b'], 1, 1)
    const removal = write(stateAfter([first]), ['b'], 2, 2)
    expect(listOf(stateAfter([first, removal, first, first]))).toEqual(['b'])
    expect(listOf(stateAfter([removal, first]))).toEqual(['b'])
  })

  it('shows every element once and asks nobody to choose', () => {
    const ops = [write(emptyRecord, ['a', 'b'], 1, 1), write(emptyRecord, ['b', 'a'], 2, 2)]
    const state = stateAfter(ops)
    expect(listOf(state)).toEqual(['a', 'b'])
    expect(conflictsOf(state, [setField])).toEqual([])
    expect(ops.flatMap((op) => applyOp(stateAfter(ops.filter((o) => o !== op)), op).losses)).toEqual([])
    expect(listOf(stateAfter([write(state, [], 3, 1)], state))).toEqual([])
  })

  it('takes in whole lists that a version without sets wrote', () => {
    const plain = { ...write(emptyRecord, ['a', 'b'], 1, 1) }
    const old: Op = { ...plain, fields: { [setField]: { v: ['a', 'b'], hlc: stampOf(1, 1), base: [] } } }
    const seen = stateAfter([old])
    expect(listOf(seen)).toEqual(['a', 'b'])
    const ops = [old, write(seen, ['a', 'b', 'c'], 2, 1), write(seen, ['b'], 3, 2)]
    expect(listOf(stateAfter(ops))).toEqual(['a', 'b', 'c'])
    expect(listOf(stateAfter([...ops, write(stateAfter(ops), ['c'], 4, 2)]))).toEqual(['c'])
  })

  it('shows its writer exactly the list that was written, order and all', () => {
    const lists = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 5 }), { maxLength: 6 })
    fc.assert(
      fc.property(lists, (wanted) => {
        let state = emptyRecord
        wanted.forEach((list, index) => {
          state = stateAfter([write(state, list, index + 1, 1)], state)
          expect(listOf(state)).toEqual([...new Set(list)])
        })
      }),
      runs,
    )
  })

  it('has after two writes apart all that both added and none of what either took out', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 })
    fc.assert(
      fc.property(fc.tuple(list, list, list), ([start, left, right]) => {
        const seen = stateAfter([write(emptyRecord, start, 1, 1)])
        const a = stateAfter([write(seen, left, 2, 1)], seen)
        const b = stateAfter([write(seen, right, 3, 2)], seen)
        const merged = listOf(mergeStates(a, b))
        for (const added of [...left, ...right].filter((element) => !start.includes(element)))
          expect(merged).toContain(added)
        for (const gone of start.filter((element) => !left.includes(element) && !right.includes(element)))
          expect(merged).not.toContain(gone)
      }),
      runs,
    )
  })

  it('knows its elements again after the server moved a stamp that ran ahead', () => {
    const ahead = write(emptyRecord, ['a', 'b'], 900, 1)
    const removal = write(stateAfter([ahead]), ['b'], 901, 1)
    const renamed = new Map([
      [stampOf(900, 1), stampOf(3, 1)],
      [stampOf(901, 1), stampOf(4, 1)],
    ])
    expect(listOf(stateAfter([ahead, removal].map((op) => renameStamps(op, renamed))))).toEqual(['b'])
  })

  it('comes back from the store with what an older version added beside it', () => {
    const own = write(emptyRecord, ['a'], 1, 1)
    const older: Op = {
      ...write(emptyRecord, ['b'], 2, 2),
      fields: { [setField]: { v: ['b'], hlc: stampOf(2, 2), base: [] } },
    }
    const state = stateAfter([own, older])
    expect(listOf(state)).toEqual(['a', 'b'])
    const stored = unpackState(parseClocks(JSON.stringify(packClocks(state))), valuesOf(state))
    expect(stored).toEqual(state)
  })
})

const stampOf = (ms: number, device: number) => hlcOf(ms, 0, device.toString(16).padStart(16, '0'))

function listOf(state: RecordState): unknown {
  return valuesOf(state)[setField]
}

/** The operation of a device that sees `state` and wants this list. */
function write(state: RecordState, wanted: string[], ms: number, device: number): Op {
  const seen = listOf(state)
  const nothing: SetChange = { add: [], remove: [] }
  const set = setChangeTo(state[setField]?.set, Array.isArray(seen) ? seen : [], wanted) ?? nothing
  return {
    opId: idOf(ms * 10 + device),
    device: idOf(1000 + device),
    incarnation: idOf(2000 + device),
    localSeq: ms,
    table: 'contacts',
    id: idOf(9999),
    kind: 'set',
    fields: {
      [setField]: { v: wanted, hlc: stampOf(ms, device), base: baseFor(state, setField, false), set },
    },
    schemaVersion: 1,
    author: idOf(3000 + device),
  }
}
