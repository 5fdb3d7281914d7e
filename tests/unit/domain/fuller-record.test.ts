import { describe, expect, it } from 'vitest'
import { fullerOf, type Known } from '#shared/domain/fuller-record.ts'

const older = (values: Known['values'], named = 0): Known => ({ id: '1', values, named })
const newer = (values: Known['values'], named = 0): Known => ({ id: '2', values, named })
const name = { name: '样例锂电有限公司' }

describe('of two records that may be one, the one proposed to be kept', () => {
  const cases: readonly [string, Known, Known, string][] = [
    ['is the one with more filled in', older(name), newer({ ...name, city: '惠州', uscc: '9' }), '2'],
    ['is the one with visits and people, as long as both say the same', older(name), newer(name, 3), '2'],
    ['is the older one of equals', older(name), newer({ name: '惠州市样例锂电' }), '1'],
    [
      'is not the one with more that is empty',
      older({ ...name, city: '惠州' }),
      newer({ ...name, city: '', badges: [], isLocal: false, phone: null }),
      '1',
    ],
    [
      'is not the one with more bookkeeping',
      older(name),
      newer({ ...name, origin: 'import', importBatchId: '3', unitId: '4' }),
      '1',
    ],
    ['is not decided by very many visits alone', older({ a: 1, b: 1, c: 1 }, 20), newer({ a: 1 }, 900), '1'],
  ]
  it.each(cases)('%s', (_, a, b, kept) => {
    expect(fullerOf(a, b).id).toBe(kept)
    expect(fullerOf(b, a).id).toBe(kept)
  })
})
