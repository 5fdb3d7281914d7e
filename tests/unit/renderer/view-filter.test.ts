import { expect, it } from 'vitest'
import { knownFilter, plainFilter } from '../../../renderer/lib/view-filter.ts'
import { EnterpriseFilter } from '../../../shared/contract/enterprises.ts'

const list = EnterpriseFilter.omit({ limit: true, offset: true })

it('a saved filter of another version narrows by what this one knows and nothing else', () => {
  const saved = { city: '深圳市', badge: 'no-such-badge', heat: 'high', level: 3, priority: 'A', limit: 1 }
  expect(knownFilter(list, saved)).toEqual(list.parse({ city: '深圳市', priority: 'A' }))
  expect(knownFilter(list, { __proto__: 'x', constructor: 'y' })).toEqual(list.parse({}))
})

it('a filter is kept without what narrows nothing', () => {
  expect(plainFilter({ text: '', city: null, badge: undefined, isLocal: false, sort: 'name' })).toEqual({
    isLocal: false,
    sort: 'name',
  })
})
