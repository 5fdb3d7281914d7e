import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { type ListView, listView } from '../../../renderer/lib/list-view.ts'

interface Filter {
  readonly text?: string | undefined
  readonly city?: string | null
  readonly onlyKey?: boolean
  readonly sort?: 'updated' | 'name'
}

const start = { sort: 'updated', onlyKey: false } as const
const list = () => createStore<ListView<Filter>>()((set) => listView(set, start, ['sort']))

describe('what a list shows', () => {
  it('is narrowed by a word, a choice or a tick, and by nothing that only orders it', () => {
    const { getState } = list()
    const narrowedBy = (change: Filter) => {
      getState().clear()
      getState().change(change)
      return getState().narrowed
    }
    expect(narrowedBy({ city: '深圳' })).toBe(true)
    expect(narrowedBy({ onlyKey: true })).toBe(true)
    expect(narrowedBy({ text: '电' })).toBe(true)
    expect(narrowedBy({ text: '', city: null, onlyKey: false, sort: 'name' })).toBe(false)
  })

  it('keeps its order when its filters are taken back', () => {
    const { getState } = list()
    getState().change({ city: '深圳', sort: 'name' })
    getState().search('电')
    getState().clear()
    expect(getState().filter).toEqual({ sort: 'name', onlyKey: false })
    expect(getState().narrowed).toBe(false)
  })

  it('takes a kept view whole, and of what that leaves unsaid what it begins with', () => {
    const { getState } = list()
    getState().change({ text: '电', sort: 'name' })
    getState().show({ city: '深圳' }, ['city'])
    expect(getState()).toMatchObject({
      filter: { ...start, city: '深圳' },
      columns: ['city'],
      narrowed: true,
    })
    expect(getState().filter.text).toBeUndefined()
  })
})
