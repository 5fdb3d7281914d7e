import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Hlc, hlcMs, hlcOf, nextHlc } from '#shared/sync/hlc.ts'
import { applyOp, emptyRecord, type RecordState, valuesOf } from '#shared/sync/merge.ts'
import type { FieldWrite, Json } from '#shared/sync/op.ts'
import { noStamps, stampToBeSeen } from '#shared/sync/own-stamps.ts'

const [own, other, third] = ['00000000000000aa', '00000000000000bb', '00000000000000cc']
const now = Date.UTC(2026, 0, 1)
const twoHours = 7_200_000

/** A record in which others wrote, at so many milliseconds ahead of the clock of this device. */
function written(...writes: readonly (readonly [node: string, ahead: number, v: Json])[]): RecordState {
  return writes.reduce<RecordState>((state, [node, ahead, v]) => {
    const set = Array.isArray(v) ? { set: { add: v as FieldWrite['v'][], remove: [] } } : {}
    const write = { v: v as FieldWrite['v'], hlc: hlcOf(now + ahead, 0, node), base: [], ...set }
    return applyOp(state, { fields: { field: write }, author: node }).state
  }, emptyRecord)
}

describe('a local write', () => {
  it.each([
    { name: 'of a new record', state: emptyRecord, base: 0, rises: false },
    {
      name: 'that replaces what stands, whatever its stamp',
      state: written([other, twoHours, 1]),
      base: 1,
      rises: false,
    },
    { name: 'beside a value of the past', state: written([other, -twoHours, 1]), base: 0, rises: false },
    { name: 'beside a value from a clock ahead', state: written([other, twoHours, 1]), base: 0, rises: true },
    {
      name: 'that replaces one of two values from clocks ahead',
      state: written([other, twoHours, 1], [third, twoHours + 1, 2]),
      base: 1,
      rises: true,
    },
  ])('$name is the value that is seen', ({ state, base, rises }) => {
    const bases = (state.field?.heads ?? []).slice(0, base).map(({ hlc }) => hlc)
    const hlc = nextHlc(null, now, own)
    const fields = { field: { v: 9, hlc, base: bases } }
    const stamped = stampToBeSeen(state, { fields, hlc }, noStamps, { nowMs: now, node: own })
    expect(valuesOf(applyOp(state, { fields: stamped.fields, author: own }).state)).toEqual({ field: 9 })
    expect(hlcMs(stamped.hlc) > now).toBe(rises)
    // What was only claimed is not taken as the time.
    expect(nextHlc(stamped.memory.last, now, own)).toBe(hlcOf(now, rises ? 0 : 1, own))
  })

  it.each([
    { name: 'put behind the others', remove: 0, rises: true, seen: ['a', 'b', 'c'] },
    { name: 'put in the place of all others', remove: 2, rises: false, seen: ['c'] },
  ])('puts an element of a list where its author sees it: $name', ({ remove, rises, seen }) => {
    const state = written([other, twoHours, ['a', 'b']])
    const [tag, base] = [hlcOf(now + twoHours, 0, other), (state.field?.heads ?? []).map((head) => head.hlc)]
    const hlc = nextHlc(null, now, own)
    const set = { add: ['c'], remove: Array.from({ length: remove }, (_, n) => `${tag}.${n}`) }
    const fields = { field: { v: seen, hlc, base, set } }
    const stamped = stampToBeSeen(state, { fields, hlc }, noStamps, { nowMs: now, node: own })
    expect(valuesOf(applyOp(state, { fields: stamped.fields, author: own }).state)).toEqual({ field: seen })
    expect(hlcMs(stamped.hlc) > now).toBe(rises)
  })

  it('never bears a stamp that its device made before, however the clock goes and whatever others claim', () => {
    const ms = fc.integer({ min: 0, max: 6 })
    const step = fc.record({ clock: ms, beside: fc.option(fc.tuple(ms, fc.integer({ min: 0, max: 3 }))) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const made = new Set<Hlc>()
        let memory = noStamps
        for (const { clock, beside } of steps) {
          const heads = beside ? [{ v: 1, hlc: hlcOf(now + beside[0], beside[1], other), by: other }] : []
          const [head] = heads
          const state: RecordState = head ? { field: { heads: [head], superseded: [] } } : emptyRecord
          const at = { nowMs: now + clock, node: own }
          const hlc = nextHlc(memory.last, at.nowMs, own)
          const stamped = stampToBeSeen(
            state,
            { fields: { field: { v: 2, hlc, base: [] } }, hlc },
            memory,
            at,
          )
          memory = stamped.memory
          expect(made.has(stamped.hlc)).toBe(false)
          if (head) expect(stamped.hlc > head.hlc).toBe(true)
          made.add(stamped.hlc)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
