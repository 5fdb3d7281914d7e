import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksumText } from '#shared/sync/checksum.ts'
import { type PackedClocks, packClocks } from '#shared/sync/clocks.ts'
import { applyOp, emptyRecord } from '#shared/sync/merge.ts'
import { canonical } from '#shared/sync/values.ts'

const stamp = fc.integer({ min: 0, max: 3 }).map((n) => `01900000000${n}0000a1b2c3d4e5f60718`)
const name = fc.constantFrom('name', 'city', 'Zeta', '10', '9', 'deleted', '中文')
const write = fc.record({
  v: fc.oneof(fc.string(), fc.constant(null), fc.constant({ b: 1, a: 2 })),
  hlc: stamp,
  base: fc.array(stamp, { maxLength: 1 }),
})
const op = fc.record({
  fields: fc.dictionary(name, write, { maxKeys: 5, noNullPrototype: true }),
  author: fc.constantFrom('jia', 'yi'),
})

describe('the text behind a checksum', () => {
  it('is the canonical one for every record, those of one writing too', () => {
    fc.assert(
      fc.property(fc.array(op, { maxLength: 3 }), (ops) => {
        const state = ops.reduce((before, each) => applyOp(before, each).state, emptyRecord)
        const clocks = packClocks(state)
        expect(checksumText('enterprises', 'x', clocks)).toBe(canonical(['enterprises', 'x', clocks]))
      }),
    )
  })

  it('is the same whatever the order in which somebody else wrote the names', () => {
    const [a, b]: PackedClocks[] = [
      { s: [['one', 'jia']], f: { city: 0, name: 0 } },
      { s: [['one', 'jia']], f: { name: 0, city: 0 } },
    ]
    expect(a && b && checksumText('t', 'x', b)).toBe(a && checksumText('t', 'x', a))
  })
})
