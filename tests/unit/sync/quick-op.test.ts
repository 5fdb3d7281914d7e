import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseOp } from '../../../server/sync/parse-op.ts'
import { quickOp } from '../../../server/sync/quick-op.ts'

const id = (n: number) => `0190000${n}-0000-7000-8000-00000000000${n}`
const stamp = '0190000000000000a1b2c3d4e5f60718'
const plain = {
  opId: id(1),
  device: id(2),
  incarnation: id(3),
  localSeq: 1,
  table: 'enterprises',
  id: id(4),
  kind: 'set',
  fields: {
    name: { v: '样例', hlc: stamp, base: [] },
    employees: { v: 12.5, hlc: stamp, base: [stamp] },
    tags: { v: ['甲', '乙'], hlc: stamp, base: [] },
  },
  schemaVersion: 1,
  author: id(5),
}

test('what is taken as an operation without the schema is one, to the last key', () => {
  expect(quickOp(plain)).toBe(plain)
  // Something strange in one place, whatever it is: nothing passes that the schema refuses or would change.
  const strange = fc.oneof(
    fc.anything(),
    fc.json().map((text) => JSON.parse(text)),
    fc.constantFrom(
      '',
      '\0',
      '\ud800',
      id(1).toUpperCase(),
      'x'.repeat(65),
      Number.POSITIVE_INFINITY,
      0,
      -1,
      1.5,
      2 ** 60,
      [],
    ),
  )
  const path = fc.constantFrom(
    ...[...Object.keys(plain), 'group', 'was', 'more'].map((key) => [key]),
    ...['v', 'hlc', 'base', 'set', 'more'].map((key) => ['fields', 'name', key]),
    ...['', '__proto__', 'x'.repeat(65), '\ud800'].map((key) => ['fields', key]),
  )
  fc.assert(
    fc.property(path, strange, (keys, value) => {
      const raw = put(plain, keys, value)
      const quick = quickOp(raw)
      // A key that no schema knows is dropped, and has it read with all care.
      if (quick) expect(parseOp({ ...quick, unheardOf: 0 })).toMatchObject({ op: quick })
    }),
    { numRuns: 2000 },
  )
})

function put(into: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  const copy = { ...(into as Record<string, unknown>) }
  const inner = rest.length === 0 ? value : put(copy[key], rest, value)
  Object.defineProperty(copy, key, { value: inner, enumerable: true, configurable: true, writable: true })
  return copy
}
