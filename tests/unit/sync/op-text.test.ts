import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, Op } from '#shared/sync/op.ts'
import { longForm, longText, opText } from '#shared/sync/op-text.ts'

const uuid = (n: number) => `0199c0f6-0000-7000-8000-${String(n).padStart(12, '0')}`
const stamp = (n: number) => n.toString(16).padStart(32, '0')
const opOf = (fields: Op['fields'], more: Partial<Op> = {}): Op => ({
  ...{ opId: uuid(1), device: uuid(2), incarnation: uuid(3), localSeq: 1, table: 'enterprises', id: uuid(4) },
  ...{ kind: 'set', fields, schemaVersion: 1, author: uuid(5) },
  ...more,
})
const read = (text: string) => longForm(JSON.parse(text))

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== '__proto__')
const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>
const list = fc.array(value, { maxLength: 3 })
const anyStamp = fc.nat({ max: 2 }).map(stamp)
const write = fc.oneof(
  fc.record({ v: value, hlc: anyStamp, base: fc.array(anyStamp, { maxLength: 1 }) }),
  fc.record({ v: value, hlc: fc.constant(stamp(1)), base: fc.constant([]) }),
  list.map((v) => ({ v, hlc: stamp(1), base: [], set: { add: v, remove: [] } })),
  fc
    .tuple(list, list)
    .map(([v, add]) => ({ v, hlc: stamp(1), base: [], set: { add, remove: [`${stamp(0)}.0`] } })),
)

describe('an operation as text', () => {
  it('is the same operation when it is read again, whatever it writes', () => {
    fc.assert(
      fc.property(fc.dictionary(name, write, { maxKeys: 5 }), fc.boolean(), (fields, isPart) => {
        const group = isPart ? { group: { id: uuid(6), index: 0, size: 2 } } : {}
        const op: Op = JSON.parse(JSON.stringify(opOf(fields as Op['fields'], group)))
        expect(read(opText(op))).toEqual(op)
        expect(JSON.parse(longText(opText(op)))).toEqual(op)
      }),
      { numRuns: 400 },
    )
  })

  it('is short for first values of one moment, lists that several people keep among them', () => {
    const badges = [{ type: 'listed' }]
    const text = opText(
      opOf({
        name: { v: '样例一', hlc: stamp(1), base: [] },
        badges: { v: badges, hlc: stamp(1), base: [], set: { add: badges, remove: [] } },
      }),
    )
    expect(JSON.parse(text)).toMatchObject({
      hlc: stamp(1),
      values: { name: '样例一', badges },
      sets: ['badges'],
    })
    expect(text).not.toContain('"fields"')
  })

  it('stays long where a write replaces something or the stamps differ', () => {
    for (const fields of [
      { city: { v: '苏州', hlc: stamp(2), base: [stamp(1)] } },
      { city: { v: '苏州', hlc: stamp(2), base: [] }, name: { v: '样例', hlc: stamp(1), base: [] } },
      {},
    ])
      expect(JSON.parse(opText(opOf(fields)))).toHaveProperty('fields')
  })

  it('leaves alone what is no operation, and makes no field that would not be one', () => {
    for (const raw of [
      null,
      1,
      'x',
      [],
      {},
      { values: {} },
      { values: [], hlc: 'x' },
      { hlc: 'x', values: 1 },
    ])
      expect(longForm(raw)).toBe(raw)
    const odd = JSON.parse('{"hlc":"x","values":{"__proto__":{"v":1}}}')
    expect(longForm(odd)).toBe(odd)
  })
})
