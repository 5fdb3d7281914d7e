import { describe, expect, it } from 'vitest'
import { firstLine } from '../../../shared/domain/excerpts.ts'
import { ledgerFilterText } from '../../../shared/domain/ledger-filter.ts'

describe('a piece of a text', () => {
  it('is its first line, cut where it is long', () => {
    expect(firstLine('一行', 10)).toBe('一行')
    expect(firstLine('一行\n两行', 10)).toBe('一行…')
    expect(firstLine('一二三四五', 3)).toBe('一二三…')
    expect(firstLine('𠮷𠮷', 1)).toBe('𠮷…')
  })
})

describe('what a ledger was narrowed to, in words', () => {
  const none = {
    ...{ text: '', from: null, to: null, type: null, outcomeLevel: null },
    ...{ enterprise: null, trip: null, author: null, onlyLocal: false },
  }
  it.each([
    [{}, null],
    [{ from: '2026-11-01', to: '2026-11-30' }, '2026年11月1日至2026年11月30日'],
    [{ from: '2026-11-01', to: '2026-11-01' }, '2026年11月1日'],
    [{ to: '2026-11-30', author: '样例甲', onlyLocal: true }, '2026年11月30日以前，记录人样例甲，仅在本机'],
    [{ type: 'return_visit' as const, text: ' 电价 ' }, '回访，含“电价”'],
  ])('%j', (filter, words) => {
    expect(ledgerFilterText({ ...none, ...filter })).toBe(words)
  })
})
